import { userInfo } from 'node:os';
import { join } from 'node:path';
import { steer as steering } from '../../app/leader/steer.ts';
import { silentLog } from '../../base/log.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { builtOn } from '../../protocol/builtOn.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { attachLeader } from '../attachLeader.ts';
import { leadSwarm } from '../leadSwarm.ts';
import { findLedger, foldFile } from '../readSwarm.ts';
import { KeyElsewhere } from '../witness/keyHolder.ts';
import { UnsoundLedger } from '../witness/openWitness.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';

export interface ReopenOptions {
  readonly withDependents?: true;
}

/** How the swarm was when a task was reopened, and whether anybody runs it now. */
interface Reopened {
  readonly before: SwarmSnapshot;
  readonly runs: boolean;
}

/**
 * `s2 reopen`: gives a failed task new attempts, or has a completed one done again. In a swarm that nobody runs, which is where a person
 * mostly finds that something merged is wrong, it is recorded for the next run.
 */
export async function reopen(context: CommandContext, task: string, options: ReopenOptions): Promise<number> {
  const file = await findLedger(context.folder);
  if (!file.ok) return sayProblem(file.error, context);
  const stateFolder = join(file.value, '..');
  const withDependents = options.withDependents ?? false;
  const reopened =
    (await whileRunning(stateFolder, task, withDependents)) ??
    (await whileStopped(stateFolder, task, withDependents)) ??
    err({ code: 'already-led', message: `Another process leads the swarm in ${context.folder} but does not answer.` });
  if (!reopened.ok) return sayProblem(reopened.error, context);
  const { underWay, completed } = builtOn(reopened.value.before.tasks, task);
  const again = withDependents ? completed : [];
  const outdated = withDependents ? [] : completed;
  if (context.json) sayJson({ ok: true, reopened: [task, ...again], fenced: underWay, outdated });
  else for (const line of describe(task, reopened.value, { underWay, again, outdated })) say(line);
  return exitCodes.ok;
}

/** Undefined when nobody leads the swarm. */
async function whileRunning(
  stateFolder: string,
  task: string,
  withDependents: boolean,
): Promise<Result<Reopened, LeaderProblem> | undefined> {
  const leader = await attachLeader(stateFolder, { patienceMs: 0 });
  if (!leader) return undefined;
  const before = leader.snapshot();
  const answer = await leader.reopen(task, withDependents);
  await leader.leave();
  return answer.ok ? ok({ before, runs: true }) : answer;
}

/** Undefined when somebody has taken the lead meanwhile. */
async function whileStopped(
  stateFolder: string,
  task: string,
  withDependents: boolean,
): Promise<Result<Reopened, LeaderProblem> | undefined> {
  const { name } = foldFile(join(stateFolder, 'ledger.db'));
  try {
    const lead = await leadSwarm({ stateFolder, name, log: silentLog, leader: 'launcher', keys: { kind: 'files' } });
    if (!lead) return undefined;
    const { coordinator } = lead;
    const before = coordinator.snapshot();
    const principal = { kind: 'person', name: userInfo().username, token: null } as const;
    const person = steering(
      (request) => coordinator.handle(request, { principal, signal: new AbortController().signal }),
      () => undefined,
    );
    const answer = await person.reopen(task, withDependents);
    await coordinator.idle();
    await lead.close();
    return answer.ok ? ok({ before, runs: false }) : answer;
  } catch (cause) {
    if (cause instanceof KeyElsewhere) return err({ code: 'key-elsewhere', message: cause.message });
    if (cause instanceof UnsoundLedger) return err({ code: 'ledger-unsound', message: cause.message });
    throw cause;
  }
}

interface Touched {
  readonly underWay: readonly string[];
  readonly again: readonly string[];
  readonly outdated: readonly string[];
}

function describe(task: string, { before, runs }: Reopened, { underWay, again, outdated }: Touched): readonly string[] {
  const wasDone = before.tasks.find(({ id }) => id === task)?.status === 'completed';
  const [first] = outdated;
  return [
    wasDone
      ? `${task} is done again. What it merged stays in ${before.swarm.integrationBranch} until the new result is merged on top of it.`
      : `${task} gets new attempts.`,
    ...(again.length > 0 ? [`So are ${again.join(', ')}.`] : []),
    ...(underWay.length > 0 ? [`Taken back, with the work saved: ${underWay.join(', ')}.`] : []),
    ...(wasDone && first !== undefined
      ? [
          `Merged with its earlier version: ${outdated.join(', ')}. \`s2 reopen ${first} --with-dependents\` has it done again.`,
        ]
      : []),
    ...(runs ? [] : ['Nobody runs the swarm now: `s2 run` goes on with it.']),
  ];
}
