import type { Plant } from './plants.ts';

const trackRecord = 'src/domain/governor/trackRecord.ts';
const applyRecord = 'src/domain/task/applyRecord.ts';

/** Planted bugs about reputation and levels. */
export const recordPlants: readonly Plant[] = [
  {
    name: 'a model on trial that nothing rides on once a better one is proven',
    file: 'src/domain/governor/modelTrial.ts',
    find: 'return riders >= mostOnTrial;',
    replace: 'return riders >= mostOnTrial - 2;',
  },
  {
    name: 'a verified task that counts twice for its model',
    file: 'src/domain/task/applyRecord.ts',
    find: 'if (model !== undefined) verified.set(model, (verified.get(model) ?? 0) + 1);',
    replace: 'if (model !== undefined) verified.set(model, (verified.get(model) ?? 0) + 2);',
  },
  {
    name: 'a failure that counts as nothing',
    file: trackRecord,
    find: 'success: observe(record.success, 0),',
    replace: '',
  },
  {
    name: 'a lease that was lost without a word counts as nothing',
    file: applyRecord,
    find: "event.reason === 'lease-expired'",
    replace: "event.reason === 'stopped'",
  },
  {
    name: 'help that was not begun counts as nothing',
    file: applyRecord,
    find: 'const helper = event.idle ?',
    replace: "const helper = event.type === 'task.withdrawn' && event.task === '' ?",
  },
  {
    name: 'a success that gives nothing back',
    file: trackRecord,
    find: 'Math.min(0, record.adjustment + rule.recovery)',
    replace: 'record.adjustment',
  },
  {
    name: 'work that counts until it was merged, not until it was handed in',
    file: applyRecord,
    find: ': task.workedMs;',
    replace: ': task.workedMs + 1_000;',
  },
  {
    name: 'a level that is lost for ever',
    file: 'src/domain/governor/autonomy.ts',
    find: 'reputation >= backFrom',
    replace: 'reputation >= 2 * backFrom',
  },
  {
    name: 'a failure that is tried again by the same model',
    file: 'src/domain/governor/routing.ts',
    find: 'const steps = asked.failures +',
    replace: 'const steps =',
  },
  {
    name: 'a stated model that the cheapest takes the place of',
    file: 'src/domain/governor/routing.ts',
    find: 'return { at: at < 0 ? tiers.length - 1 : at,',
    replace: 'return { at: at < 0 ? tiers.length - 1 : 0,',
  },
  {
    name: 'a reservation that names no policy',
    file: 'src/app/coordinator/ledgerWriter.ts',
    find: 'const governed = opened && isGoverned(event);',
    replace: "const governed = opened && isGoverned(event) && event.type !== 'budget.reserved';",
  },
  {
    name: 'a trial of a policy that finds calls dearer than they were',
    file: 'src/app/policy/tryPolicy.ts',
    find: 'findShortage(state.budget, places, amount)',
    replace: 'findShortage(state.budget, places, amount + 50_000)',
  },
  {
    name: 'a limited session that uses all its agents',
    file: 'src/domain/task/decideClaim.ts',
    find: "session.level === 'limited' ||",
    replace: "(session.level === 'limited' && planned === 0) ||",
  },
];
