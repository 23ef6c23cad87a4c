import type { LedgerBatch } from '../../src/app/ports/ledger.ts';
import type { Sealer } from '../../src/app/witness/sealer.ts';

/** A batch of so many entries that mean nothing. */
export function aBatch(sealer: Sealer, count: number): LedgerBatch {
  const entries = Array.from({ length: count }, (_, at) =>
    sealer.seal(
      { type: at % 2 === 0 ? 'swarm.paused' : 'swarm.resumed' },
      {
        at,
        actor: { kind: 'coordinator' },
        cause: { kind: 'request', verb: 'pause' },
        authority: { token: null, epoch: null },
        trace: 't',
        key: null,
      },
    ),
  );
  return { entries, checkpoint: sealer.checkpoint() };
}
