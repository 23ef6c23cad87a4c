import { agentPlants } from './agentPlants.ts';
import { helpPlants } from './helpPlants.ts';
import { mergePlants } from './mergePlants.ts';
import { watchPlants } from './watchPlants.ts';
import { moneyPlants } from './moneyPlants.ts';
import { planPlants } from './planPlants.ts';
import { policyPlants } from './policyPlants.ts';
import { recordPlants } from './recordPlants.ts';
import { resultPlants } from './resultPlants.ts';
import type { Plant } from './plant.ts';

export type { Plant } from './plant.ts';

const writer = 'src/app/coordinator/ledgerWriter.ts';
const coordinator = 'src/app/coordinator/coordinator.ts';
const ledgerFeed = 'src/app/coordinator/ledgerFeed.ts';
const applyEvent = 'src/domain/task/applyEvent.ts';
const taskIndexes = 'src/domain/task/taskIndexes.ts';
const decideReopen = 'src/domain/task/decideReopen.ts';
const idleProtocol = 'src/domain/task/idleProtocol.ts';
const readiness = 'src/domain/task/readiness.ts';
const decideClaim = 'src/domain/task/decideClaim.ts';
const decideEffect = 'src/domain/task/decideEffect.ts';

/** Every planted bug. Those that say "once" were real ones, found by the simulation. */
export const plants: readonly Plant[] = [
  {
    name: 'a disk that takes a sequence twice (lost compare-and-swap)',
    file: 'test/sim/world/disk.ts',
    find: "if (batch.entries[0]?.entry.sequence !== this.entries.length + 1) return 'conflict';",
    replace: '',
  },
  {
    name: 'a disk that keeps half of a batch',
    file: 'test/sim/world/disk.ts',
    find: 'for (const { entry, body, hash } of batch.entries)',
    replace:
      'for (const { entry, body, hash } of batch.entries.slice(0, this.entries.length % 7 === 3 ? 1 : undefined))',
  },
  {
    name: 'a chain that skips a hash',
    file: 'src/app/witness/sealer.ts',
    find: 'this.#previous = toHex(hash);',
    replace: 'if (this.size % 9 !== 5) this.#previous = toHex(hash);',
  },
  {
    name: 'a truncated log is accepted',
    file: 'src/domain/witness/verifyLedger.ts',
    find: "if (size > roots.size) return { sequence: roots.size + 1, code: 'truncated' };",
    replace: 'if (size > roots.size) continue;',
  },
  {
    name: 'an altered entry is accepted',
    file: 'src/domain/witness/chain.ts',
    find: "if (!stored || !equalBytes(hashEntryBody(stored.body, primitives), stored.hash)) return 'altered';",
    replace: "if (!stored) return 'altered';",
  },
  {
    name: 'a reply before its facts are durable',
    file: writer,
    find: 'if (all.length > 0) await this.#append(all);',
    replace: 'if (all.length > 0) this.#append(all).catch(() => undefined);',
  },
  {
    name: 'a key that is not remembered',
    file: writer,
    find: 'for (const { entry } of all) if (entry.key !== null) this.#answered.note(entry.key, entry.sequence);',
    replace: '',
  },
  {
    name: 'keys that are forgotten by a restart',
    file: writer,
    find: 'for (const { entry } of entries) if (entry.key !== null) this.#answered.note(entry.key, entry.sequence);',
    replace: '',
  },
  {
    name: 'once: a key that is asked again while its first request waits is done twice',
    file: writer,
    find: 'const known = this.#underWay.get(key);',
    replace: 'const known = this.#underWay.get(`${key}?`);',
  },
  {
    name: 'once: the merge queue is shown what is not durable yet',
    file: 'src/domain/guard/mergeApproval.ts',
    find: ' || progress.order > durable',
    replace: '',
  },
  {
    name: 'a heartbeat that renews nothing',
    file: 'src/app/coordinator/presence.ts',
    find: 'this.#seen.set(session, now);',
    replace: 'if (!this.#seen.has(session)) this.#seen.set(session, now);',
  },
  {
    name: 'once: a clock that is set expires leases',
    file: coordinator,
    find: 'rules.check(options.clock.monotonic())',
    replace: 'rules.check(options.clock.now() - 1_700_000_000_000)',
  },
  {
    name: 'work is taken for checked from whoever has the token of the session',
    file: coordinator,
    find: 'const byRunner = isRunner(asked.principal);',
    replace: "const byRunner = asked.principal.kind === 'session';",
  },
  {
    name: 'a completion that is not fenced',
    file: decideEffect,
    find: 'if (epoch !== task.epoch || task.progress.stage !== stage) {',
    replace: 'if (task.progress.stage !== stage) {',
  },
  {
    name: 'an effect by somebody else than the owner',
    file: decideEffect,
    find: "if (task.progress.stage === 'claimed' && task.progress.by !== claim.session) {",
    replace: 'if (task.epoch < 0) {',
  },
  {
    name: 'an old epoch that lives again when a task is planned anew',
    file: taskIndexes,
    find: 'epoch: known?.epoch ?? 0,',
    replace: 'epoch: 0,',
  },
  {
    name: 'a claim on what is taken',
    file: decideClaim,
    find: "if (progress.stage === 'claimed' || progress.stage === 'submitted') {",
    replace: "if (progress.stage === 'submitted') {",
  },
  {
    name: 'a ready index that is not refreshed',
    file: taskIndexes,
    find: 'task.openDependencies.delete(id);\n    refreshReady(state, task);',
    replace: 'task.openDependencies.delete(id);',
  },
  {
    name: 'a prerequisite that releases what waits for others, too',
    file: taskIndexes,
    find: 'task.openDependencies.delete(id);',
    replace: 'task.openDependencies.clear();',
  },
  {
    name: 'dependents released on failure',
    file: applyEvent,
    find: "moveTo(state, task, { stage: 'failed', reason: event.reason });",
    replace: "moveTo(state, task, { stage: 'failed', reason: event.reason }); releaseDependents(state, event.task);",
  },
  {
    name: 'a phase gate that is off by one',
    file: readiness,
    find: 'return current !== undefined && current < phase;',
    replace: 'return current !== undefined && current < phase - 1;',
  },
  {
    name: 'a phase gate that no claim looks at',
    file: decideClaim,
    find: "if (open.length > 0) return { code: 'phase-gate'",
    replace: "if (open.length > 99) return { code: 'phase-gate'",
  },
  {
    name: 'a ceiling that is off by one',
    file: decideClaim,
    find: 'if (session.claims.size >= ceiling)',
    replace: 'if (session.claims.size > ceiling)',
  },
  {
    name: 'a pause that stops nobody',
    file: decideClaim,
    find: "if (state.paused) return { code: 'paused' };",
    replace: '',
  },
  {
    name: 'a blocker that is never cleared',
    file: 'src/domain/task/applyBlocker.ts',
    find: 'held?.blockers.delete(event.blocker);',
    replace: '',
  },
  {
    name: 'a subscriber that was slow misses what came meanwhile',
    file: ledgerFeed,
    find: "if (this.#pace === 'full') this.page();",
    replace: "if (this.#pace === 'full') this.#pace = 'live';",
  },
  {
    name: 'a subscriber is given its last entry again',
    file: ledgerFeed,
    find: 'readPage(this.#ledger, this.#last, this.#size)',
    replace: 'readPage(this.#ledger, Math.max(0, this.#last - 1), this.#size)',
  },
  {
    name: 'once: a withdrawn task that had failed is counted twice',
    file: taskIndexes,
    find: 'const before = Number(isUnfinished(task));',
    replace: "const before = Number(isUnfinished(task) || task.progress.stage === 'failed');",
  },
  {
    name: 'once: a task that moves leaves its old phase gate shut',
    file: taskIndexes,
    find: 'if (phase !== undefined) changePhases(state, session, (open) => open.get(phase)?.delete(id));\n}\n\n/** Opens',
    replace: 'if (phase !== undefined) sessionOf(state, session).openByPhase.get(phase)?.delete(id);\n}\n\n/** Opens',
  },
  {
    name: 'a prerequisite that is opened again while its dependents are at work',
    file: decideReopen,
    find: "const fenced = stage === 'completed' ? heldDependents(state, reopened) : [];",
    replace: 'const fenced = heldDependents(state, reopened.slice(reopened.length));',
  },
  {
    name: 'a dependent in the merge queue that is not fenced',
    file: decideReopen,
    find: "task && (task.progress.stage === 'claimed' || task.progress.stage === 'submitted')",
    replace: "task && task.progress.stage === 'claimed'",
  },
  {
    name: 'a prerequisite that is opened again and still counts as done',
    file: taskIndexes,
    find: 'dependent.openDependencies.add(task.spec.id);',
    replace: '',
  },
  {
    name: 'a task that is opened again without a mark on what was built on it',
    file: taskIndexes,
    find: "if (dependent.progress.stage === 'completed') dependent.outdated.add(task.spec.id);",
    replace: '',
  },
  {
    name: 'a mark that outlives the work it is about',
    file: taskIndexes,
    find: 'task.outdated.clear();',
    replace: '',
  },
  {
    name: 'a phase gate that stays open when its task is opened again',
    file: taskIndexes,
    find: '  task.doneBefore = true;\n  task.outdated.clear();\n  expectTask(state, task);',
    replace: '  task.doneBefore = true;\n  task.outdated.clear();',
  },
  {
    name: 'spare-time work before what has to be done',
    file: idleProtocol,
    find: "export const dispatchSteps = ['own', 'idle', 'filler', 'steal'] as const;",
    replace: "export const dispatchSteps = ['idle', 'own', 'filler', 'steal'] as const;",
  },
  {
    name: 'spare-time work that may be claimed by name at any time',
    file: decideClaim,
    find: 'if (next !== undefined)\n',
    replace: 'if (next === id)\n',
  },
  {
    name: 'spare-time work that the end of the swarm waits for',
    file: taskIndexes,
    find: 'return idle === undefined;',
    replace: 'return idle === undefined || idle.kind !== undefined;',
  },
  {
    name: 'spare-time work that goes on for ever when all is done',
    file: idleProtocol,
    find: 'return state.unfinished > 0 ? queue.first(suits) : undefined;',
    replace: 'return queue.first(suits);',
  },
  {
    name: 'the most urgent task is stolen',
    file: idleProtocol,
    find: 'state.stealable.last(suits);',
    replace: 'state.stealable.first(suits);',
  },
  {
    name: 'a session that steals while it has a queue of its own',
    file: decideClaim,
    find: "if (session.ready.size > 0) return { code: 'forbidden'",
    replace: "if (session.ready.size > 99) return { code: 'forbidden'",
  },
  {
    name: 'stealing from a queue that is not long',
    file: decideClaim,
    find: 'if (queued <= stealThreshold)',
    replace: 'if (queued <= stealThreshold - 3)',
  },
  {
    name: 'a stolen task that nobody calls stolen',
    file: decideClaim,
    find: 'owner === undefined || owner === session ? {} : { stolenFrom: owner }',
    replace: "owner === undefined || owner === session || owner !== '' ? {} : { stolenFrom: owner }",
  },
  {
    name: 'commits are taken over from a head that a merge has left behind',
    file: 'src/domain/task/integrationBranch.ts',
    find: 'if (asked.from !== head)',
    replace: 'if (asked.from.length !== head.length)',
  },
  {
    name: 'a merge that the branch is not accounted for with',
    file: applyEvent,
    find: 'accountFor(state, [event.merge], event.merge, sequence);',
    replace: '',
  },
  {
    name: 'a ready index that offers what would be refused',
    file: 'src/domain/task/chooseTask.ts',
    find: 'if (session.claims.size >= agentCeiling(session)) return undefined;',
    replace: '',
  },
  ...helpPlants,
  ...watchPlants,
  {
    name: 'an approval that no claim looks at',
    file: decideClaim,
    find: "if (gates.length > 0) return { code: 'blocked'",
    replace: "if (gates.length > 9) return { code: 'blocked'",
  },
  {
    name: 'a session that approves',
    file: 'src/app/coordinator/principal.ts',
    find: "    case 'approve':\n    case 'reject':\n      return principal.kind === 'person' ?",
    replace: "    case 'approve':\n    case 'reject':\n      return principal.kind !== 'integrator' ?",
  },
  {
    name: 'a request for approval that outlives the task that it was about',
    file: taskIndexes,
    find: 'forgetApproval(state, task);\n  forgetMerge(state, task);',
    replace: 'forgetMerge(state, task);',
  },
  {
    name: 'a rejected task that is never asked for again',
    file: applyEvent,
    find: '|| rejectionOf(state, task)) forgetApproval(state, task);',
    replace: ') forgetApproval(state, task);',
  },
  {
    name: 'a completed task that is done again by its old approval',
    file: applyEvent,
    find: "if (task.progress.stage === 'completed' || rejectionOf(state, task)) forget",
    replace: 'if (rejectionOf(state, task)) forget',
  },
  {
    name: 'a rejection that changes nothing',
    file: 'src/domain/guard/applyGuardFact.ts',
    find: "if (event.verdict === 'rejected') moveTo",
    replace: "if (event.verdict !== 'rejected' && event.verdict !== 'approved') moveTo",
  },
  {
    name: 'a verdict that is given twice',
    file: 'src/domain/guard/decideApproval.ts',
    find: "if (stage.state !== 'asked')",
    replace: "if (stage.state === 'rejected')",
  },
  {
    name: 'a session that votes twice',
    file: 'src/domain/guard/decideVote.ts',
    find: 'if (decision.votes.has(vote.session))',
    replace: 'if (decision.votes.size > 9)',
  },
  {
    name: 'a session that votes for another',
    file: 'src/app/coordinator/principal.ts',
    find: "    case 'vote':\n",
    replace: "    case 'vote':\n      return undefined;\n",
  },
  {
    name: 'a decision that is closed twice',
    file: 'src/domain/guard/guardState.ts',
    find: 'state.openDecisions.delete(event.decision);',
    replace: 'if (event.yes < 2) state.openDecisions.delete(event.decision);',
  },
  {
    name: 'half of the votes are a majority',
    file: 'src/domain/guard/decision.ts',
    find: 'approval > threshold.above + rounding',
    replace: 'approval >= threshold.above',
  },
  {
    name: 'a quorum that is off by one',
    file: 'src/domain/guard/decision.ts',
    find: 'choices.length < Math.min(rule.quorum, electorate)',
    replace: 'choices.length < Math.min(rule.quorum, electorate) - 1',
  },
  {
    name: 'a decision that stays open when the missing voter leaves',
    file: 'src/app/coordinator/consequences.ts',
    find: ', ...closeSettled(state)',
    replace: '',
  },
  {
    name: 'an answer by a session that was not asked',
    file: 'src/domain/guard/decideDialogue.ts',
    find: "if (by.kind === 'session' && by.session !== question.to)",
    replace: "if (by.kind === 'session' && by.session === question.session)",
  },
  {
    name: 'an inbox without an end',
    file: 'src/domain/guard/decideDialogue.ts',
    find: 'if (unread < dialogueLimits.inbox) return undefined;',
    replace: 'if (unread >= 0) return undefined;',
  },
  ...agentPlants,
  ...mergePlants,
  ...moneyPlants,
  ...planPlants,
  ...policyPlants,
  ...recordPlants,
  ...resultPlants,
];

/** The plant of that name; throws when there is none. */
export function findPlant(name: string): Plant {
  const plant = plants.find((known) => known.name === name);
  if (!plant) throw new RangeError(`no planted bug is called ${name}`);
  return plant;
}

/** The source with the bug in it; throws when the place is not there exactly once. */
export function plantInto({ name, file, find, replace }: Plant, source: string): string {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`"${name}" no longer fits ${file}: its place is there ${parts.length - 1} times`);
  return parts.join(replace);
}
