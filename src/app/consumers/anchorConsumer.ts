import type { AnchorStore } from '../ports/anchorStore.ts';
import type { Clock } from '../ports/clock.ts';
import { anchorLedger } from '../witness/anchorLedger.ts';
import type { EntryConsumer } from './durableConsumer.ts';

/** Between two anchors of a run, ms: what a minute has brought is the most that could be cut off unseen. */
const anchorEveryMs = 60_000;

/** Anchors the ledger's head outside of it while a swarm runs: when work was merged, at most once a minute. */
export function createAnchorConsumer(parts: {
  readonly anchors: AnchorStore;
  readonly checkpoints: () => Iterable<string>;
  readonly branch: () => string;
  readonly clock: Clock;
}): EntryConsumer {
  let anchoredAt: number | undefined;
  return {
    name: 'anchors',
    wants: ({ event }) => event.type === 'task.completed',
    handle: async () => {
      const now = parts.clock.monotonic();
      // An anchor holds everything before it: this entry's turn comes with the next one, or with the end of the run.
      if (anchoredAt !== undefined && now - anchoredAt < anchorEveryMs) return;
      const branch = parts.branch();
      const outcome = await anchorLedger(parts.checkpoints(), parts.anchors, branch);
      if (outcome === 'no-branch')
        throw new Error(
          `There is no branch ${branch} to anchor the ledger to. Launch the swarm again: it makes the branch.`,
        );
      anchoredAt = now;
    },
  };
}
