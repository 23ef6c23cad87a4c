import type { Fix } from '../problem.ts';
import type { TaskRule, TaskSetting } from '../rule.ts';
import { lackFindings } from './taskFindings.ts';

/** Without a tier the most expensive model may do what the cheapest could. */
export const missingModel: TaskRule = {
  id: 'phase/missing-model',
  scope: 'tasks',
  severity: 'info',
  summary: 'A task that an agent does names no model.',
  check: (world) => {
    const fix = fixFor(world);
    const lacking = lackFindings(
      world,
      (task, { session }) => task.model === undefined && (session ? session.provider !== 'command' : !world.manifest),
      'model',
      'name it in brackets behind the title, such as (Haiku)',
    );
    return fix ? lacking.map((finding) => ({ ...finding, fix: fix(finding.range) })) : lacking;
  },
};

/** With one tier there is nothing to choose. */
function fixFor({ manifest }: TaskSetting): ((range: Fix['edits'][number]['range']) => Fix) | undefined {
  const [only, ...others] = manifest?.models ?? [];
  if (only === undefined || others.length > 0) return undefined;
  const shown = only.charAt(0).toUpperCase() + only.slice(1);
  return ({ end }) => ({
    title: `Name the model ${shown}`,
    edits: [{ range: { start: end, end }, newText: ` (${shown})` }],
  });
}
