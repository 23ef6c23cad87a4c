import type { Plant } from './plant.ts';

const mayHelp = 'src/domain/task/mayHelp.ts';
const waitGraph = 'src/domain/task/waitGraph.ts';
const settleBlocker = 'src/domain/task/settleBlocker.ts';

/** Bugs in who waits for whom and who helps. */
export const helpPlants: readonly Plant[] = [
  {
    name: 'help that closes a circle',
    file: mayHelp,
    find: 'if (circle.has(id))',
    replace: 'if (circle.size > 99)',
  },
  {
    name: 'a helper that is taken twice',
    file: mayHelp,
    find: 'if (blocker.helpers.has(id))',
    replace: 'if (blocker.helpers.size > 99)',
  },
  {
    name: 'a pretended blocker that draws everybody',
    file: mayHelp,
    find: 'if (blocker.helpers.size < state.policy.maxRescuersPerBlocker)',
    replace: 'if (blocker.helpers.size < 99)',
  },
  {
    name: 'an offer that is made twice',
    file: 'src/domain/task/decideHelp.ts',
    find: 'if (blocker.offers.has(offer.session))',
    replace: 'if (blocker.offers.size > 99)',
  },
  {
    name: 'a circle that nobody ends',
    file: 'src/domain/task/decidePreemption.ts',
    find: "return oldest ? clearBlocker(state, oldest, 'preemption') : [];",
    replace: 'return [];',
  },
  {
    name: 'a wait-for graph in which sessions wait for nothing',
    file: waitGraph,
    find: "if (node.kind === 'session') return (",
    replace: "if (node.kind === 'session') return [] ?? (",
  },
  {
    name: 'a wait that goes on although help is under way',
    file: waitGraph,
    find: "if (help.some((task) => task && !(task.progress.stage === 'open' && waitsForWork(state, task)))) return [];",
    replace: '',
  },
  {
    name: 'circles that are not looked for again',
    file: waitGraph,
    find: 'if (state.waits.at !== state.sequence) {',
    replace: 'if (state.waits.at < 0) {',
  },
  {
    name: 'a blocker that waits for what is over',
    file: settleBlocker,
    find: 'return stage !== undefined && isOver(stage) ?',
    replace: "return stage === 'cancelled' ?",
  },
  {
    name: 'a call for help that outlives its claim',
    file: settleBlocker,
    find: 'return holdsOn ? undefined',
    replace: 'return holdsOn || state.tasks.size > 3 ? undefined',
  },
  {
    name: 'once: a blocker that stays on help that was withdrawn',
    file: 'src/domain/task/clearBlocker.ts',
    find: 'return blocker ? clearBlocker(state, blocker, by) : [];',
    replace: 'return blocker && state.tasks.size < 0 ? clearBlocker(state, blocker, by) : [];',
  },
  {
    name: 'somebody who waits for itself',
    file: 'src/domain/task/decideReportBlocker.ts',
    find: 'if (target.id === claim.task || target.id === claim.session) {',
    replace: 'if (state.tasks.size < 0) {',
  },
];
