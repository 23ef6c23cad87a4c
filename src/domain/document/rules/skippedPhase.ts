import { documentStart } from '../range.ts';
import type { WorldRule } from '../rule.ts';
import { shortSession } from '../subject.ts';
import type { PlacedTask } from '../world.ts';
import { phaseTasks } from './taskFindings.ts';

/** A phase that nobody wrote is mostly one that was forgotten, or a wrong number. */
export const skippedPhase: WorldRule = {
  id: 'phase/skipped-phase',
  scope: 'world',
  severity: 'warning',
  loose: 'info',
  summary: 'A session’s plan leaves out a phase between two others.',
  check: (world) =>
    [...Map.groupBy(phaseTasks(world), sessionKey)].flatMap(([session, tasks]) => {
      if (session === '') return [];
      const byPhase = Map.groupBy(tasks, ({ task }) => task.phase?.value ?? -1);
      byPhase.delete(-1);
      const numbers = [...byPhase.keys()].sort((a, b) => a - b);
      return numbers.flatMap((number, index) => {
        const before = numbers[index - 1];
        const [first] = byPhase.get(number) ?? [];
        if (before === undefined || !first || number - before < 2) return [];
        const { document, task } = first;
        const gap = number - before === 2 ? `phase ${before + 1}` : `phases ${before + 1} to ${number - 1}`;
        const range = document.heading?.phases?.range ?? document.heading?.range ?? task.range ?? documentStart;
        const message = `Session ${session} has no ${gap} between phase ${before} and phase ${number}; write it or renumber.`;
        return [{ file: document.path, range, message }];
      });
    }),
};

function sessionKey({ task, session }: PlacedTask): string {
  return session?.id ?? (task.session ? shortSession(task.session.value) : '');
}
