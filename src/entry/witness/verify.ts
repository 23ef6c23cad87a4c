import { readFile } from 'node:fs/promises';
import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import { formatKey } from '../../domain/witness/publicKey.ts';
import type { LedgerVerdict } from '../../domain/witness/verdict.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from '../commands/command.ts';
import { openSource } from './source.ts';
import { describeTrust, givenKey, trustFor, type Trust } from './trust.ts';
import { describeFault, verifyEvidence, verifySource, type EvidenceVerdict } from './verifySource.ts';

export interface VerifyChoice {
  /** A ledger or a bundle; without, the folder's own ledger. */
  readonly source?: string;
  readonly key?: string;
  readonly cosigner?: string;
  /** Files with checkpoints that were kept elsewhere. */
  readonly anchors?: readonly string[];
  readonly evidence?: boolean;
}

/** `s2 witness verify [source]`: checks a whole ledger or bundle offline, and compares it with its anchors. */
export async function witnessVerify(context: CommandContext, choice: VerifyChoice): Promise<number> {
  const source = await openSource(context.folder, choice.source);
  if (!source.ok) return sayProblem(source.error, context);
  const trust = await trustFor(source.value, choice.key);
  if (!trust.ok) return sayProblem(trust.error, context);
  const cosigner = choice.cosigner === undefined ? undefined : await givenKey(choice.cosigner);
  if (cosigner && !cosigner.ok) return sayProblem(cosigner.error, context);
  const more = await Promise.all((choice.anchors ?? []).map((file) => readFile(file, 'utf8')));
  const verdict = verifySource(
    { ...source.value, anchors: [...source.value.anchors, ...more] },
    trust.value.key,
    cosigner ? { cosigner: cosigner.value } : {},
  );
  const evidence = choice.evidence ? await verifyEvidence(source.value) : undefined;
  const isWhole = !evidence || evidence.missing.length + evidence.altered.length === 0;
  if (context.json) sayJson(verdictJson(verdict, trust.value, evidence));
  else say(describe(source.value.file, { verdict, trust: trust.value, evidence }));
  return verdict.ok && isWhole ? exitCodes.ok : exitCodes.problem;
}

/** The machine shape of SPEC §14, with what a reader may also want to know. `ok` is about the ledger and, if asked for, its evidence. */
function verdictJson(verdict: LedgerVerdict, trust: Trust, evidence: EvidenceVerdict | undefined): unknown {
  const isWhole = !evidence || evidence.missing.length + evidence.altered.length === 0;
  return {
    ...verdict,
    ok: verdict.ok && isWhole,
    key: formatKey(verdict.key, nodePrimitives),
    trusted: { key: formatKey(trust.key, nodePrimitives), from: trust.from },
    ...(evidence ? { evidence } : {}),
  };
}

interface Finding {
  readonly verdict: LedgerVerdict;
  readonly trust: Trust;
  readonly evidence: EvidenceVerdict | undefined;
}

function describe(file: string, { verdict, trust, evidence }: Finding): string {
  const lines = [headline(file, verdict), `Checked ${describeTrust(trust.from)}.`];
  const { checked, foreign } = verdict.anchors;
  if (checked === 0 && verdict.ok)
    lines.push('No anchor outside speaks of this ledger, so a cut-off end could not be seen.');
  if (foreign > 0) lines.push(`${foreign} anchors belong to other ledgers or keys.`);
  for (const { sha256, sequence } of evidence?.missing ?? [])
    lines.push(`Evidence ${sha256} of entry ${sequence} is missing.`);
  for (const { sha256, sequence } of evidence?.altered ?? [])
    lines.push(`Evidence ${sha256} of entry ${sequence} was altered.`);
  if (evidence) lines.push(`${evidence.present} pieces of evidence are there and match.`);
  return lines.join('\n');
}

function headline(file: string, verdict: LedgerVerdict): string {
  const { firstBad, entries, checkpoints, anchors, rotations } = verdict;
  if (firstBad) {
    return `${file} does not verify: entry ${firstBad.sequence} ${describeFault(firstBad.code)} (${firstBad.code}). Whatever follows it proves nothing.`;
  }
  const rotated = rotations === 0 ? '' : `, ${rotations} changes of the key`;
  return `${file} verifies: ${entries} entries under ${checkpoints} signed checkpoints, ${anchors.checked} anchors agree${rotated}.`;
}
