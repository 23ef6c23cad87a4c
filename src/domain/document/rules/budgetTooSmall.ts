import type { Finding, WorldRule } from '../rule.ts';
import { itemsAt, textAt, valueAt } from '../yamlLookup.ts';

/** A session that cannot pay for the smallest of its tasks does nothing at all. */
export const budgetTooSmall: WorldRule = {
  id: 'swarm/budget-too-small',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'A session’s budget is below the estimate of its cheapest task.',
  check: ({ swarm, manifest, tasks }) => {
    if (!swarm || !manifest) return [];
    const bySession = Map.groupBy(tasks, ({ session }) => session);
    const nodes = new Map(itemsAt(swarm.yaml, 'sessions').map((node) => [textAt(node, 'id')?.value, node]));
    return manifest.sessions.flatMap((session): readonly Finding[] => {
      const costs = (bySession.get(session) ?? []).map(({ task }) => task.estimate?.value.cost);
      const stated = costs.filter((cost) => cost !== undefined);
      const { budget, id } = session;
      if (budget === undefined || stated.length === 0 || stated.length < costs.length) return [];
      const least = stated.reduce((a, b) => Math.min(a, b));
      if (least <= budget) return [];
      const range = valueAt(nodes.get(id), 'budget')?.range ?? session.idAt.range;
      const message = `The cheapest task of ${id} is estimated at $${least}, and its budget is $${budget}; raise it, or ${id} can start nothing.`;
      return [{ file: swarm.path, range, message }];
    });
  },
};
