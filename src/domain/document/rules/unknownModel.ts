import { nearest } from '../nearest.ts';
import type { TaskRule } from '../rule.ts';
import { knownTiers, tierOf } from '../tiers.ts';

/** A model tier that is nowhere described cannot be chosen or paid for. */
export const unknownModel: TaskRule = {
  id: 'phase/unknown-model',
  scope: 'tasks',
  severity: 'warning',
  summary: 'A task names a model tier that is not known.',
  check: (world) => {
    const tiers = knownTiers(world.manifest);
    return world.tasks.flatMap(({ task, document }) => {
      if (!task.model || tierOf(task.model.value, tiers) !== undefined) return [];
      const { value, range } = task.model;
      const meant = nearest(value, tiers);
      const shown = meant && /^[A-Z]/.test(value) ? meant.charAt(0).toUpperCase() + meant.slice(1) : meant;
      const advice = shown ? `did you mean ${shown}?` : `known are ${tiers.join(', ')}.`;
      const fix =
        shown && document.source.slice(range) === value
          ? { title: `Replace with ${shown}`, edits: [{ range, newText: shown }] }
          : undefined;
      return [
        {
          file: document.path,
          range,
          message: `${task.id.value} names the model ${value.slice(0, 60)}, which is not known; ${advice}`,
          ...(fix ? { fix } : {}),
        },
      ];
    });
  },
};
