import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { subjectOf } from '../../domain/task/event.ts';
import type { Entry } from '../../domain/witness/entry.ts';
import {
  keyInProof,
  proveEntry,
  verifyEntryProof,
  type EntryProof,
  type ProofFault,
} from '../../domain/witness/entryProof.ts';
import { formatKey } from '../../domain/witness/publicKey.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from '../commands/command.ts';
import { openSource, type WitnessSource } from './source.ts';
import { describeTrust, trustFor } from './trust.ts';
import { nodeTools } from './openWitness.ts';
import { describeFault, verifySource } from './verifySource.ts';

/** `s2 witness prove <sequence|task> [source]`: a proof that one entry is in the ledger, as JSON; of a task it is the last entry. */
export async function witnessProve(context: CommandContext, about: string, file?: string): Promise<number> {
  const source = await openSource(context.folder, file);
  if (!source.ok) return sayProblem(source.error, context);
  const proof = await proofOf(source.value, about);
  if (!proof.ok) return sayProblem(proof.error, context);
  sayJson(proof.value);
  return exitCodes.ok;
}

/** Proves the entry that `about` names from a ledger that verifies. */
export async function proofOf(source: WitnessSource, about: string): Promise<Result<EntryProof, LeaderProblem>> {
  const trust = await trustFor(source, undefined);
  if (!trust.ok) return trust;
  const verdict = verifySource(source, trust.value.key, { signatures: 'head' });
  if (verdict.firstBad) {
    const { sequence, code } = verdict.firstBad;
    const message = `Nothing can be proved from a ledger that does not verify: entry ${sequence} ${describeFault(code)}.`;
    return err({ code: 'ledger-unsound', message });
  }
  const sequence = sequenceOf(source, about);
  const checkpoint = source.checkpoints.at(-1) ?? '';
  const bodies = source.entries.map(({ body }) => body);
  const leaves = source.entries.map(({ hash }) => hash);
  const proof = proveEntry({ bodies, leaves }, { sequence, checkpoint, key: verdict.key }, nodePrimitives);
  if (proof) return ok(proof);
  const message = `There is no entry ${about}. Give a number from 1 to ${verdict.entries}, or a task that \`s2 witness show\` lists.`;
  return err({ code: 'unknown', message });
}

/** The entry that somebody means: a number, or the last entry about a task; 0 when there is none. */
function sequenceOf(source: WitnessSource, about: string): number {
  if (/^[1-9]\d{0,14}$/.test(about)) return Number(about);
  const at = source.entries.findLastIndex(
    ({ body }) => subjectOf((JSON.parse(body) as Entry).event) === `task/${about}`,
  );
  return at + 1;
}

/** `s2 witness verify-proof [file]`: checks a proof offline; without a file it reads standard input. */
export async function witnessVerifyProof(
  context: CommandContext,
  choice: { readonly file?: string; readonly key?: string },
): Promise<number> {
  const value = parse(choice.file === undefined ? await text(process.stdin) : await readFile(choice.file, 'utf8'));
  const found = { kind: 'proof' as const, file: choice.file ?? 'the proof', key: keyInProof(value, nodePrimitives) };
  if (choice.key === undefined && !found.key) return tellProof(context, { ok: false, code: 'malformed-proof' });
  const trust = await trustFor({ ...found, kind: 'bundle' }, choice.key);
  if (!trust.ok) return sayProblem(trust.error, context);
  const from = trust.value.from === 'given' ? 'given' : 'proof';
  const verdict = verifyEntryProof(value, trust.value.key, nodeTools);
  return tellProof(context, verdict, { key: formatKey(trust.value.key, nodePrimitives), from });
}

function tellProof(
  context: CommandContext,
  verdict: ReturnType<typeof verifyEntryProof>,
  trusted?: { readonly key: string; readonly from: 'given' | 'proof' },
): number {
  if (context.json) sayJson({ ...verdict, ...(trusted ? { trusted } : {}) });
  else if (verdict.ok) {
    say(`The proof holds: entry ${verdict.sequence} is among the ${verdict.size} entries that were signed.`);
    say(`Checked ${describeTrust(trusted?.from ?? 'proof')}.`);
    say(verdict.entry);
  } else say(`The proof proves nothing: ${describeProofFault(verdict.code)} (${verdict.code}).`);
  return verdict.ok ? exitCodes.ok : exitCodes.problem;
}

function describeProofFault(code: ProofFault): string {
  switch (code) {
    case 'malformed-proof':
      return 'it is none';
    case 'malformed-checkpoint':
      return 'its checkpoint is none';
    case 'unknown-key':
      return 'its checkpoint is not signed by the key that it was checked by';
    case 'bad-signature':
      return 'the signature of its checkpoint is wrong';
    case 'forged-proof':
      return 'its path does not lead from the entry to what was signed';
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
