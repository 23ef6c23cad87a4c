import type { Finding, WorldRule } from '../rule.ts';
import { documentStart } from '../range.ts';

/** What is planned beyond the budget will stop half-way. */
export const overBudget: WorldRule = {
  id: 'phase/over-budget',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'The estimates of a session’s tasks come to more than its budget.',
  check: ({ manifest, tasks }) => {
    const bySession = Map.groupBy(tasks, ({ session }) => session);
    return (manifest?.sessions ?? []).flatMap((session): readonly Finding[] => {
      const { id, budget } = session;
      if (budget === undefined) return [];
      let sum = 0;
      for (const { task, document } of bySession.get(session) ?? []) {
        sum += task.estimate?.value.cost ?? 0;
        if (sum <= budget + 1e-9) continue;
        const message = `With ${task.id.value} the estimates of ${id} come to $${show(sum)}, and its budget is $${show(budget)}; raise the budget or plan less.`;
        return [{ file: document.path, range: task.estimate?.range ?? documentStart, message }];
      }
      return [];
    });
  },
};

function show(dollars: number): string {
  return String(Math.round(dollars * 100) / 100);
}
