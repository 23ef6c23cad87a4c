import type { Plant } from './plant.ts';

const seats = 'src/domain/task/agentSeats.ts';
const readiness = 'src/domain/task/readiness.ts';

/** Bugs in how the agents of one session share its work. */
export const agentPlants: readonly Plant[] = [
  {
    name: 'an agent that is given two tasks',
    file: seats,
    find: 'if (!busy.has(`${tier}-${at}`)) return',
    replace: 'return',
  },
  {
    name: 'a tier whose ceiling is that of the session',
    file: seats,
    find: 'return freeAgent(state, session, tier) === undefined ? { tier, ceiling } : undefined;',
    replace: 'return undefined;',
  },
  {
    name: 'a dearer agent that takes what the model of a cheaper one is paid for',
    file: seats,
    find: 'if (model !== undefined && Object.hasOwn(agents, model)) return freeAgent(state, session, model);',
    replace: '',
  },
  {
    name: 'two tasks of a plan whose globs meet and that are worked on at once',
    file: 'src/domain/task/deliverableIndex.ts',
    find: 'return isGlob(path) ? globsOverlap(glob, path) : matchesGlob(glob, path);',
    replace: 'return glob === path || matchesGlob(glob, path);',
  },
  {
    name: 'two tasks of a plan that write the same file and are worked on at once',
    file: readiness,
    find: 'if (file !== undefined) return { task: id, file };',
    replace: '',
  },
  {
    name: 'work that waits to be merged and is not looked at by what writes the same file',
    file: 'src/domain/task/taskIndexes.ts',
    find: "progress.stage === 'claimed' || progress.stage === 'submitted');",
    replace: "progress.stage === 'claimed');",
  },
  {
    name: 'a task that is not offered again when what writes the same file is merged',
    file: readiness,
    find: 'if (other) refreshReady(state, other);',
    replace: '',
  },
  {
    name: 'a queue that takes a task for one that has failed less often',
    file: 'src/domain/task/applyEvent.ts',
    find: '      task.failures += 1;\n      endClaim(state, task);',
    replace: '      endClaim(state, task);\n      task.failures += 1;',
  },
  {
    name: 'a task that may have killed its runner and is worked on beside others',
    file: 'src/domain/task/decideClaim.ts',
    find: 'if (claims.has(id) || ready.has(id) || idle.has(id)) return true;',
    replace: 'if (claims.has(id)) return true;',
  },
  {
    name: 'a claim that a dead runner keeps',
    file: 'src/domain/task/decideRegister.ts',
    find: "...releaseClaims(state, suspects, 'runner-died'),",
    replace: "...releaseClaims(state, suspects.slice(1), 'runner-died'),",
  },
];
