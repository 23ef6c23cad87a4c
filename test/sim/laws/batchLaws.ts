import type { Entry } from '../../../src/domain/witness/entry.ts';
import type { Operation } from '../world/history.ts';

/** What the queue has put on the branch at once is recorded as that: each of the batch, in its order, with its own merge, or nothing of it. */
export function checkBatches(operations: readonly Operation[], entries: readonly Entry[]): string | undefined {
  const byKey = Map.groupBy(entries, ({ key }) => key?.slice(key.lastIndexOf('/') + 1));
  for (const { request, key } of operations) {
    if (request.verb !== 'integratedAll' || key === undefined) continue;
    const recorded = (byKey.get(key) ?? []).flatMap(({ event }) =>
      event.type === 'task.completed' ? [`${event.task}/${event.epoch}/${event.merge}`] : [],
    );
    const asked = request.merged.map(({ task, epoch, merge }) => `${task}/${epoch}/${merge}`);
    if (recorded.length > 0 && recorded.join() !== asked.join())
      return `of the batch ${asked.join()} the ledger has ${recorded.join()}`;
  }
  return undefined;
}
