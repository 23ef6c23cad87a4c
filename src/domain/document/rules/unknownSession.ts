import { nearest } from '../nearest.ts';
import type { WorldRule } from '../rule.ts';
import type { PlacedTask, World } from '../world.ts';

/** A task whose session swarm.yaml does not describe has nobody to do it. */
export const unknownSession: WorldRule = {
  id: 'phase/unknown-session',
  scope: 'world',
  severity: 'error',
  loose: 'off',
  summary: 'A task belongs to a session that swarm.yaml does not describe.',
  check: (world) => {
    const homeless = world.tasks.filter(({ document, session }) => !session && document.kind === 'phase');
    return [...Map.groupBy(homeless, placeKey).values()].flatMap(([placed]) => (placed ? [find(world, placed)] : []));
  },
};

/** The tasks of a phase file share one session: one finding says it for all. */
function placeKey({ task, document }: PlacedTask): string {
  return `${document.path}\n${task.session?.value ?? ''}`;
}

function find(world: World, { task, document }: PlacedTask) {
  const ids = world.manifest?.sessions.map((session) => session.id) ?? [];
  const known = ids.length > 0 ? `it describes ${ids.join(', ')}` : 'it describes none';
  if (!task.session) {
    const message = `Neither the file name nor the heading says whose phase this is; name the file INSTRUCTIONS-SESSION-<session>-PHASE-<n>.md.`;
    return { file: document.path, range: document.heading?.range ?? task.range, message };
  }
  const label = task.session.value;
  const meant = nearest(label, ids);
  const message = `swarm.yaml describes no session ${label.slice(0, 60)}; ${known}.`;
  const { range } = task.session;
  const written = document.source.slice(range) === label;
  const fix =
    meant && written && document.name.session === undefined
      ? { title: `Replace with ${meant}`, edits: [{ range, newText: meant }] }
      : undefined;
  return { file: document.path, range, message, ...(fix ? { fix } : {}) };
}
