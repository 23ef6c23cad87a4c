import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import type { LedgerVerdict } from '../../domain/witness/verdict.ts';
import { formatKey } from '../../domain/witness/publicKey.ts';
import type { WitnessVerdictView } from '../../protocol/witnessView.ts';
import { describeFault } from './verifySource.ts';

/** What a window shows of the verdict on a folder's own ledger, by the key beside it. */
export function verdictView(verdict: LedgerVerdict): Omit<WitnessVerdictView, 'evidence'> {
  const { ok, entries, checkpoints, rotations, anchors } = verdict;
  return {
    ok,
    entries,
    checkpoints,
    rotations,
    anchors,
    key: formatKey(verdict.key, nodePrimitives),
    trust:
      'by the key that lies beside the ledger: to be sure whose it is, export a bundle and verify it with the key that you trust',
    firstBad: firstBadView(verdict),
  };
}

/** The first bad entry with what was done to it; null when there is none. */
export function firstBadView({ firstBad }: LedgerVerdict): WitnessVerdictView['firstBad'] {
  return firstBad ? { ...firstBad, meaning: describeFault(firstBad.code) } : null;
}
