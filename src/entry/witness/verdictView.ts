import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import type { LedgerVerdict } from '../../domain/witness/verdict.ts';
import { formatKey } from '../../domain/witness/publicKey.ts';
import type { WitnessVerdictView } from '../../protocol/witnessView.ts';
import { describeTrust, type Trust } from './trust.ts';
import { describeFault } from './verifySource.ts';

/** What a window shows of a verdict. */
export function verdictView(verdict: LedgerVerdict, trust: Trust): Omit<WitnessVerdictView, 'evidence'> {
  const { ok, entries, checkpoints, rotations, anchors } = verdict;
  return {
    ok,
    entries,
    checkpoints,
    rotations,
    anchors,
    key: formatKey(verdict.key, nodePrimitives),
    trust: describeTrust(trust.from),
    firstBad: firstBadView(verdict),
  };
}

/** The first bad entry with what was done to it; null when there is none. */
export function firstBadView({ firstBad }: LedgerVerdict): WitnessVerdictView['firstBad'] {
  return firstBad ? { ...firstBad, meaning: describeFault(firstBad.code) } : null;
}
