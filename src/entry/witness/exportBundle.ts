import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import { ok, type Result } from '../../base/result.ts';
import { formatBundle } from '../../domain/witness/bundle.ts';
import { evidenceOf } from '../../domain/witness/evidence.ts';
import type { LedgerVerdict } from '../../domain/witness/verdict.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from '../commands/command.ts';
import { openSource, type WitnessSource } from './source.ts';
import { trustFor } from './trust.ts';
import { describeFault, verifySource } from './verifySource.ts';

export interface ExportChoice {
  /** File to write; without, standard output. */
  readonly output?: string;
  /** Also put the evidence into the bundle. */
  readonly evidence: boolean;
}

/** `s2 witness export`: everything that somebody else needs to check this ledger, in one file. A ledger that does not verify is exported too, and said to be so. */
export async function witnessExport(context: CommandContext, choice: ExportChoice): Promise<number> {
  const opened = await openSource(context.folder);
  if (!opened.ok) return sayProblem(opened.error, context);
  const made = await bundleOf(opened.value, choice.evidence);
  if (!made.ok) return sayProblem(made.error, context);
  const { lines, verdict, evidence } = made.value;
  const { entries, checkpoints, anchors } = opened.value;
  if (choice.output === undefined) {
    for (const line of lines) process.stdout.write(line);
  } else {
    await writeFile(choice.output, Readable.from(lines));
    const done = { file: choice.output, entries: entries.length, checkpoints: checkpoints.length, ok: verdict.ok };
    if (context.json) sayJson({ ...done, anchors: anchors.length, evidence });
    else say(`${choice.output} holds ${entries.length} entries and ${checkpoints.length} signed checkpoints.`);
  }
  if (!verdict.firstBad) return exitCodes.ok;
  const { sequence, code } = verdict.firstBad;
  process.stderr.write(`s2: What was exported does not verify: entry ${sequence} ${describeFault(code)} (${code}).\n`);
  return exitCodes.problem;
}

/** The lines of a bundle, how many pieces of evidence are in it, and whether its ledger verifies by the key that comes with it. */
export interface MadeBundle {
  readonly lines: Iterable<string>;
  readonly evidence: number;
  readonly verdict: LedgerVerdict;
}

/** Makes the bundle of a ledger. */
export async function bundleOf(
  source: WitnessSource,
  withEvidence: boolean,
): Promise<Result<MadeBundle, LeaderProblem>> {
  const trust = await trustFor(source, undefined);
  if (!trust.ok) return trust;
  const verdict = verifySource(source, trust.value.key, { signatures: 'head' });
  const evidence = withEvidence ? await collectEvidence(source) : new Map<string, Uint8Array>();
  const { entries, checkpoints, anchors } = source;
  const lines = formatBundle({ keys: [trust.value.key], entries, checkpoints, anchors, evidence }, nodePrimitives);
  return ok({ lines, evidence: evidence.size, verdict });
}

/** The evidence that is there and matches; what is missing is missing in the bundle too, where verification says so. */
async function collectEvidence(source: WitnessSource): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const sha256 of evidenceOf(source.entries.map(({ body }) => body)).keys()) {
    const bytes = await source.evidence.get(sha256);
    if (bytes) found.set(sha256, bytes);
  }
  return found;
}
