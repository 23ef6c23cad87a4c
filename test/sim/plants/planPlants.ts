import type { Plant } from './plant.ts';

/** Bugs in how a plan that changes is followed while the swarm runs. */
export const planPlants: readonly Plant[] = [
  {
    name: 'a held change that is forgotten when its claim ends',
    file: 'src/app/coordinator/planDesk.ts',
    find: 'if (!plan) return [];',
    replace: 'if (!plan || this.#waiting.size < 3) return [];',
  },
  {
    name: 'a task that was taken out of the plan in work, and is begun again',
    file: 'src/domain/task/followPlan.ts',
    find: "...gone.flatMap((task) => holding(task, 'gone')),",
    replace: '',
  },
  {
    name: 'a held change that is applied only after the next claim could be decided',
    file: 'src/app/coordinator/ledgerWriter.ts',
    find: 'return { accepted: true, entries: [...entries, ...this.#settle(entries, now)] };',
    replace: 'return { accepted: true, entries };',
  },
  {
    name: 'a plan that changes under whoever works on it',
    file: 'src/domain/task/adoptPlan.ts',
    find: 'return isFree(known) && !same(withoutSource(known.spec), withoutSource(task));',
    replace: "return known.progress.stage !== 'completed' && (task.title.endsWith('again') || isFree(known));",
  },
];
