import type { Plant } from './plant.ts';

const result = 'src/domain/task/result.ts';

/** Planted bugs in what is recorded of a person's merges of the result. */
export const resultPlants: readonly Plant[] = [
  {
    name: 'a merge of what was never the result is recorded',
    file: result,
    find: 'if (!state.integration.heads.has(result))',
    replace: 'if (!state.opened)',
  },
  {
    name: 'the same merge of the result is recorded twice',
    file: result,
    find: 'if (!isNews(state, deed))',
    replace: "if (kind === 'undo' && !isNews(state, deed))",
  },
  {
    name: 'a merge of the result is taken back that is not there',
    file: result,
    find: 'if (!isNews(state, deed))',
    replace: "if (kind === 'merge' && !isNews(state, deed))",
  },
  {
    name: 'a revert is recorded on a head that has moved on',
    file: 'src/domain/task/decideRevert.ts',
    find: 'if (head !== from)',
    replace: 'if (head === undefined)',
  },
  {
    name: 'a task whose merge was taken back still counts as merged',
    file: 'src/domain/task/decideRevert.ts',
    find: '? accept(...reopened.events, reverted)',
    replace: '? accept(reverted)',
  },
];
