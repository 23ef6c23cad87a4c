import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import { breakerNameOf } from '../../../src/domain/task/decideBreaker.ts';
import type { TaskState } from '../../../src/domain/task/taskState.ts';
import { cycleOf } from '../../../src/domain/task/waitGraph.ts';
import type { Random } from '../../support/random.ts';
import type { Request } from '../../../src/protocol/verbs.ts';
import { disputedQuestion, floodTalk, judgeAtRandom, personTalk } from './simTalk.ts';
import { SimClient } from './simClient.ts';
import { outdatedWork } from '../laws/reopenLaws.ts';
import { aboutHelp } from './simHelp.ts';

/** A person at the board: steers at random while things go wrong, and puts everything right once they do not any more. */
export class SimPerson extends SimClient {
  start(): void {
    this.world.run(this.#live());
  }

  async #live(): Promise<void> {
    const { random, faults } = this.world;
    for (;;) {
      await this.sleep(faults.isCalm ? 300 : 500 + random.below(6_000));
      const state = this.world.leader?.coordinator.state;
      if (!state) continue;
      const request = faults.isCalm ? mend(state) : this.#steer(state);
      if (request) await this.ask(request);
      if (!faults.isCalm && random.chance(0.1)) this.world.run(this.world.changeDocuments());
      const [session] = state.sessions.keys();
      if (session !== undefined && !faults.isCalm && random.chance(0.01)) this.flood(floodTalk(session, 'person'), 110);
    }
  }

  #steer(state: SwarmState): Request | undefined {
    const { random } = this.world;
    if (state.paused && random.chance(0.7)) return { verb: 'resume' };
    const halted = leaveHalted(state, random);
    if (halted && random.chance(0.3)) return halted;
    const tasks = [...state.tasks.values()];
    const sessions = [...state.sessions.keys()];
    if (tasks.length === 0 || sessions.length === 0) return undefined;
    const task = random.pick(tasks);
    const requests: readonly (Request | undefined)[] = [
      { verb: 'pause' },
      this.#accept(state),
      mergeResult(state, random),
      revertMerged(state, random),
      ...(this.world.isQuarrelsome ? [aboutHelp({ state, random, session: undefined })] : [mend(state), mend(state)]),
      reopenDone(random, tasks),
      judgeAtRandom(state, random),
      personTalk(state, random),
      this.#setBudget(random.pick(sessions), task.spec.id),
      { verb: 'claim', task: task.spec.id, session: random.pick(sessions) },
      { verb: 'reopen', task: task.spec.id, ...(random.chance(0.5) ? { withDependents: true } : {}) },
      reopenDone(random, tasks),
      state.stealable.size > 0
        ? { verb: 'claim', task: random.pick([...state.stealable]), session: random.pick(sessions) }
        : undefined,
      'by' in task.progress
        ? { verb: 'release', task: task.spec.id, session: task.progress.by, epoch: task.epoch, reason: 'released' }
        : undefined,
    ];
    return random.pick(requests.filter((request) => request !== undefined));
  }

  /** Takes over what somebody else has committed, counted from what the person saw: while it travels a merge may come first. */
  #accept({ integration: { head } }: SwarmState): Request | undefined {
    if (head === undefined) return undefined;
    const commit = this.world.random.below(1_000_000).toString(16).padStart(40, 'd');
    return { verb: 'acceptCommits', from: head, head: commit, commits: [commit], more: 0 };
  }

  #setBudget(session: string, task: string): Request {
    const { random } = this.world;
    const place = random.pick([
      { scope: 'session', id: session },
      { scope: 'task', id: random.chance(0.5) ? task : '' },
      { scope: 'swarm', id: '' },
      { scope: 'day', id: '' },
    ] as const);
    return { verb: 'setBudget', ...place, cap: random.chance(0.2) ? null : random.below(1_000_000) };
  }
}

/** A person has seen a halt and leaves it, or one that they have left already. */
function leaveHalted({ budget }: SwarmState, random: Random): Request | undefined {
  const places = [...budget.halts.values()].map(({ place }) => place);
  return places.length === 0 ? undefined : { verb: 'leaveHalted', ...random.pick(places) };
}

/** A person takes the merge of something back, now and then from a head that is not there any more. */
function revertMerged({ tasks, integration: { head } }: SwarmState, random: Random): Request | undefined {
  const merged = [...tasks.values()].filter(({ progress }) => progress.stage === 'completed');
  if (head === undefined || merged.length === 0) return undefined;
  const { spec, epoch } = random.pick(merged);
  const commit = random.below(1_000_000).toString(16).padStart(40, 'b');
  const from = random.chance(0.8) ? head : commit;
  return { verb: 'reverted', task: spec.id, epoch, from, commit, evidence: [], reopen: true };
}

/** A person says that they have merged the result, or taken that back; now and then again, or of what was never the result. */
function mergeResult({ integration, results }: SwarmState, random: Random): Request {
  const hash = (): string => random.below(1_000_000).toString(16).padStart(40, 'e');
  const branch = random.pick(['main', 'dev']);
  const merge = random.chance(0.7) ? (results.get(branch) ?? 'e'.repeat(40)) : hash();
  const result = random.chance(0.8) ? (integration.head ?? hash()) : hash();
  return { verb: 'resultMerged', kind: random.pick(['merge', 'undo']), branch, before: hash(), merge, result };
}

/** A person finds fault with something that is merged. */
function reopenDone(random: Random, tasks: readonly TaskState[]): Request | undefined {
  const merged = tasks.filter(({ progress }) => progress.stage === 'completed');
  const outdated = merged.filter((task) => task.outdated.size > 0);
  const done = outdated.length > 0 ? outdated : merged;
  return done.length === 0
    ? undefined
    : { verb: 'reopen', task: random.pick(done).spec.id, withDependents: random.chance(0.4) };
}

/** The next thing that a person puts right; undefined when nothing waits for one. */
function mend(state: SwarmState): Request | undefined {
  if (state.paused) return { verb: 'resume' };
  const [approval] = state.guard.openApprovals;
  if (approval !== undefined) return { verb: 'approve', approval, reason: '' };
  const question = disputedQuestion(state);
  if (question !== undefined) return { verb: 'answer', question, text: 'both, in their place' };
  const permit = unpermitted(state);
  if (permit !== undefined) return { verb: 'approve', approval: permit, reason: '' };
  // Help that failed goes with its blocker, and may be what only then can be asked for again.
  const failed = [...state.tasks.values()].filter((task) => task.progress.stage === 'failed');
  const own = failed.find(({ spec }) => spec.helps === undefined || state.blockers.get(spec.helps)?.cleared);
  if (own) return { verb: 'reopen', task: own.spec.id };
  // Where preemption is allowed, circles have to end by themselves.
  const leaves = state.policy.preemption !== undefined;
  const blocker = [...state.blockers.values()].find(({ id, cleared }) => !cleared && !(leaves && cycleOf(state, id)));
  return blocker ? { verb: 'clearBlocker', blocker: blocker.id } : (mendGovernor(state) ?? mendOutdated(state));
}

/** What keeps a session from what it wants to run. */
function unpermitted({ guard }: SwarmState): string | undefined {
  return [...guard.permits.values()].find(({ stage }) => stage.state === 'asked' || stage.state === 'rejected')?.id;
}

/** Has work done again that was built on an earlier version of something. */
function mendOutdated(state: SwarmState): Request | undefined {
  const outdated = outdatedWork(state)[0];
  return outdated === undefined ? undefined : { verb: 'reopen', task: outdated, withDependents: true };
}

/** Takes every cap away and resets every breaker, one at a time. */
function mendGovernor({ budget, breakers }: SwarmState): Request | undefined {
  const open = [...breakers].find(([, breaker]) => breaker.state === 'open');
  if (open) return { verb: 'resetBreaker', ...breakerNameOf(open[0]) };
  if (budget.taskCap !== null) return { verb: 'setBudget', scope: 'task', id: '', cap: null };
  if (budget.dayCap !== null || budget.halts.has(`day/${budget.today}`))
    return { verb: 'setBudget', scope: 'day', id: '', cap: null };
  const capped = [...budget.accounts].find(([key, { cap }]) => cap !== null && !key.startsWith('day/'));
  const key = capped?.[0] ?? [...budget.halts.keys()].find((place) => !place.startsWith('day/'));
  if (key === undefined) return undefined;
  const [scope, id = ''] = key.split('/');
  return { verb: 'setBudget', scope: scope as 'session' | 'task' | 'swarm', id, cap: null };
}
