import type { Plant } from './plant.ts';

/** Bugs in what becomes of work that is handed in. */
export const mergePlants: readonly Plant[] = [
  {
    name: 'a conflict that outlives the merge of its task',
    file: 'src/domain/task/settleBlocker.ts',
    find: 'return isOver(merged.progress.stage) ? `the end of ${task}` : undefined;',
    replace: 'return undefined;',
  },
  {
    name: 'a conflict that anybody with an empty queue takes over from whoever is to solve it',
    file: 'src/domain/task/readiness.ts',
    find: 'if (task && !isGiven(task)) state.stealable',
    replace: 'if (task && task.spec.helps === undefined && task.spec.debugs === undefined) state.stealable',
  },
  {
    name: 'a side of a conflict that is believed though its merge was taken back',
    file: 'src/domain/task/decideConflict.ts',
    find: "progress.stage === 'completed' && progress.merge === commit",
    replace: "progress.stage !== 'cancelled' && 'by' in progress && !!commit",
  },
  {
    name: 'a conflict that somebody else takes than who is to solve it',
    file: 'src/domain/task/taskState.ts',
    find: 'return solver ?? spec.session;',
    replace: 'return spec.session ?? solver;',
  },
  {
    name: 'a batch of which what still stands is recorded without what was taken back below it',
    file: 'src/domain/task/decideIntegrated.ts',
    find: 'if (!decision.accepted) return decision;',
    replace: 'if (!decision.accepted) continue;',
  },
  {
    name: 'work that begins although as much waits for a person as may',
    file: 'src/domain/task/reviewHold.ts',
    find: 'waiting < limit ?',
    replace: 'waiting <= limit ?',
  },
  {
    name: 'work that a person has cleared, held back by what else waits',
    file: 'src/domain/task/idleProtocol.ts',
    find: '(!isHeld || task.isCleared) &&',
    replace: '!isHeld &&',
  },
  {
    name: 'a merge into a protected branch by an approval of an earlier commit',
    file: 'src/domain/guard/mergeApproval.ts',
    find: 'return approval?.commit === commit ? approval : undefined;',
    replace: 'return approval && commit ? approval : undefined;',
  },
  {
    name: 'a merge into a protected branch that nobody has decided on',
    file: 'src/domain/guard/mergeApproval.ts',
    find: "return stage?.state === 'approved' && stage.sequence <= durable;",
    replace: "return stage !== undefined && stage.state !== 'rejected';",
  },
  {
    name: 'a refused merge that stays in the queue',
    file: 'src/domain/guard/mergeApproval.ts',
    find: "return [{ type: 'task.failed', task: id, epoch: task.epoch, final: true, reason: refused, evidence: [] }];",
    replace: 'return refused === commit ? [] : [];',
  },
  {
    name: 'a pattern of protected branches that protects only itself',
    file: 'src/domain/guard/mergeApproval.ts',
    find: 'fits(pattern, integrationBranch)',
    replace: 'pattern === integrationBranch',
  },
];
