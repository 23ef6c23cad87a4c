import { blockedOn, mentionsSession, sessionOf } from '../blocking.ts';
import { waitsOfFile } from '../phaseWaits.ts';
import type { WorldRule } from '../rule.ts';

/** The swarm waits for tasks; what is in a person's head it cannot see. */
export const blockedOnNoTask: WorldRule = {
  id: 'phase/blocked-on-no-task',
  scope: 'world',
  severity: 'info',
  loose: 'off',
  summary: 'A phase file is blocked on something that is no task, so that nothing waits for it.',
  check: (world) =>
    world.documents.flatMap((document) => {
      const field = document.kind === 'phase' && document.tasks.length > 0 ? blockedOn(document) : undefined;
      if (!field || waitsOfFile(world, document).length > 0) return [];
      const own = sessionOf(document);
      // That it waits for itself is said by a rule of its own.
      if (own !== undefined && mentionsSession(field.value.value, own)) return [];
      const said = field.value.value.slice(0, 80);
      const message = `Nothing waits for "${said}": it names no task of another session. Write one, as in session-2 · P1.T1.`;
      return [{ file: document.path, range: field.value.range, message }];
    }),
};
