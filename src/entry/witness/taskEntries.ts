import { taskOfEvent } from '../../app/report/describeEntry.ts';
import type { Entry } from '../../domain/witness/entry.ts';

/** The entries that are about a task; how one of its blockers was cleared is part of its history. */
export function entriesOfTask(entries: readonly Entry[], task: string): readonly Entry[] {
  const blockers = new Set(
    entries.flatMap(({ event }) =>
      (event.type === 'blocker.reported' || event.type === 'merge.conflicted') && event.task === task
        ? [event.blocker]
        : [],
    ),
  );
  return entries.filter(
    ({ event }) => taskOfEvent(event) === task || ('blocker' in event && blockers.has(event.blocker)),
  );
}
