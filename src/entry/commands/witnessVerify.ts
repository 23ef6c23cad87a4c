import { dirname, join } from 'node:path';
import { publicKeyFile, readPublicKey } from '../../adapters/signing/keyFile.ts';
import { createNobleVerifier } from '../../adapters/signing/nobleVerifier.ts';
import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import { verifyWithNode } from '../../adapters/signing/nodeSigner.ts';
import { openSqliteLedger } from '../../adapters/sqlite/sqliteLedger.ts';
import { ok } from '../../base/result.ts';
import { openCheckpoint, type VerifierKey } from '../../domain/witness/checkpoint.ts';
import { verifyLedger, type LedgerVerdict } from '../../domain/witness/verifyLedger.ts';
import { findLedger } from '../readSwarm.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';

/**
 * `s2 witness verify [ledger] [--key file]`: checks a whole ledger offline. The signature of its head is checked by two implementations that
 * share no code.
 */
export async function witnessVerify(
  context: CommandContext,
  options: { readonly ledger?: string; readonly key?: string },
): Promise<number> {
  const file = options.ledger === undefined ? await findLedger(context.folder) : ok(options.ledger);
  if (!file.ok) return sayProblem(file.error, context);
  const keyFile = options.key ?? publicKeyFile(join(dirname(file.value), 'keys'));
  const key = await readPublicKey(keyFile);
  if (!key) {
    return sayProblem(
      { code: 'no-key', message: `There is no public key in ${keyFile}. Name the key file with --key.` },
      context,
    );
  }
  const verdict = verifyFile(file.value, key);
  if (context.json) sayJson(verdict);
  else say(describe(verdict, file.value));
  return verdict.ok ? exitCodes.ok : exitCodes.problem;
}

/** Verifies the ledger in `file` by `key`. */
export function verifyFile(file: string, key: VerifierKey): LedgerVerdict {
  const ledger = openSqliteLedger(file, { readOnly: true });
  try {
    const checkpoints = [...ledger.checkpoints()];
    const verdict = verifyLedger({ entries: ledger.read(0), checkpoints }, key, {
      primitives: nodePrimitives,
      verify: verifyWithNode,
    });
    const head = checkpoints.at(-1);
    if (!verdict.ok || head === undefined) return verdict;
    const second = openCheckpoint(head, key, { primitives: nodePrimitives, verify: createNobleVerifier() });
    return second.ok ? verdict : { ...verdict, ok: false, firstBad: { sequence: verdict.entries, code: second.code } };
  } finally {
    ledger.close();
  }
}

function describe(verdict: LedgerVerdict, file: string): string {
  if (verdict.firstBad) {
    return `${file} does not verify: entry ${verdict.firstBad.sequence} is ${verdict.firstBad.code}. Whatever follows it proves nothing.`;
  }
  return `${file} verifies: ${verdict.entries} entries under ${verdict.checkpoints} signed checkpoints.`;
}
