import { nodePrimitives } from '../../src/adapters/signing/nodePrimitives.ts';
import { verifyWithNode } from '../../src/adapters/signing/nodeSigner.ts';
import { sessionId, taskId } from '../../src/domain/task/ids.ts';
import { verifyLedger } from '../../src/domain/witness/verifyLedger.ts';
import type { Benchmark } from '../benchmark.ts';
import { benchKey, createBenchSealer } from '../swarm/openSwarm.ts';

interface StoredLedger {
  readonly entries: readonly { readonly body: string; readonly hash: Uint8Array }[];
  readonly checkpoints: readonly string[];
}

/** A whole ledger in memory, every hash, link and checkpoint of it checked by one thread. */
export const verification: Benchmark = {
  name: 'verification',
  rowOfSpec: 'witness cost: verification',
  run: async ({ size }) => ({
    figures: [
      {
        what: 'entries verified, 256 a commit',
        value: verifiedPerSecond(sealClaims(size(100_000, 500), 256)),
        unit: '/s',
        target: { limit: 300_000, better: 'higher' },
      },
      {
        what: 'entries verified, 16 a commit',
        value: verifiedPerSecond(sealClaims(size(20_000, 100), 16)),
        unit: '/s',
      },
      { what: 'entries verified, 1 a commit', value: verifiedPerSecond(sealClaims(size(4_000, 50), 1)), unit: '/s' },
    ],
  }),
};

function sealClaims(count: number, perCommit: number): StoredLedger {
  const sealer = createBenchSealer();
  const checkpoints: string[] = [];
  const entries = Array.from({ length: count }, (_, at) => {
    const sealed = sealer.seal(
      { type: 'task.claimed', task: taskId(`T${at}`), session: sessionId('session-0'), epoch: 1, attempt: 1 },
      {
        at: 1_790_000_000_000 + at,
        actor: { kind: 'session', id: 'session-0' },
        cause: { kind: 'request', verb: 'claim' },
        authority: { token: 'b5e1c2d3b5e1c2d3b5e1c2d3b5e1c2d3', epoch: null },
        trace: 'session-0/claim',
        key: null,
      },
    );
    if ((at + 1) % perCommit === 0 || at + 1 === count) checkpoints.push(sealer.checkpoint());
    return { body: sealed.body, hash: sealed.hash };
  });
  return { entries, checkpoints };
}

/** The best of three passes: the first ones also compile. */
function verifiedPerSecond(ledger: StoredLedger): number {
  let best = 0;
  for (let pass = 0; pass < 3; pass += 1) {
    const began = performance.now();
    const verdict = verifyLedger(ledger, benchKey, { primitives: nodePrimitives, verify: verifyWithNode });
    if (!verdict.ok) throw new Error(`the benchmark's ledger does not verify: ${JSON.stringify(verdict)}`);
    best = Math.max(best, ledger.entries.length / ((performance.now() - began) / 1_000));
  }
  return best;
}
