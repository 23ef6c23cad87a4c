import * as z from 'zod';
import type { Result } from '../base/result.ts';
import type { LeaderProblem } from './swarmLeader.ts';

const sentence = z.string().max(4_000);
const count = z.number().int().min(0);

/** One entry of a ledger in plain words: one line each, without control characters. Where it comes from nothing is trusted. */
export const witnessEntrySchema = z.object({
  sequence: count,
  /** ISO 8601, UTC; empty when the entry cannot be read. */
  when: z.string().max(40),
  who: sentence,
  what: sentence,
  why: sentence,
  authority: sentence,
  /** The task that it is about. */
  task: z.string().max(500).nullable(),
  /** As stored, hex. */
  hash: z.string().max(64),
  trace: sentence,
});
export type WitnessEntryView = z.infer<typeof witnessEntrySchema>;

/** What a whole verification found. */
export const witnessVerdictSchema = z.object({
  /** About the ledger and its evidence. */
  ok: z.boolean(),
  entries: count,
  checkpoints: count,
  rotations: count,
  anchors: z.object({ checked: count, foreign: count }),
  evidence: z.object({ present: count, missing: count, altered: count }),
  /** The key that signs after the last entry, in C2SP verifier key form. */
  key: z.string().max(500),
  /** Whose word the verdict rests on: the rest of a sentence that begins with "Checked". */
  trust: sentence,
  /** `meaning` is what was done to the entry, the rest of a sentence that begins with its number. */
  firstBad: z.object({ sequence: count, code: z.string().max(40), meaning: sentence }).nullable(),
});
export type WitnessVerdictView = z.infer<typeof witnessVerdictSchema>;

/** Everything that a sound ledger says about one task, oldest first. */
export const witnessHistorySchema = z.object({
  task: z.string().max(500),
  verdict: witnessVerdictSchema.omit({ evidence: true }),
  entries: z.array(witnessEntrySchema).max(10_000),
  /** Older entries about the task that are not in the list. */
  leftOut: count,
});
export type WitnessHistoryView = z.infer<typeof witnessHistorySchema>;

/** What was put into a bundle, and whether it verifies. */
export const exportedBundleSchema = z.object({
  file: z.string(),
  entries: count,
  checkpoints: count,
  anchors: count,
  evidence: count,
  firstBad: witnessVerdictSchema.shape.firstBad,
});
export type ExportedBundle = z.infer<typeof exportedBundleSchema>;

/** The end of a ledger as it is stored, unverified. */
export interface WitnessPage {
  /** Entries in the ledger. */
  readonly size: number;
  /** Name of the log; null before the first checkpoint. */
  readonly origin: string | null;
  /** The last signed checkpoint: how many entries it covers, when the last of them was written, who signed. */
  readonly checkpoint: { readonly size: number; readonly when: string; readonly signers: readonly string[] } | null;
  /** Newest first. */
  readonly entries: readonly WitnessEntryView[];
}

/** Where checkpoints of a ledger are kept outside of it. */
export interface WitnessAnchors {
  /** The git ref that holds them. */
  readonly ref: string;
  /** Anchors of this ledger. */
  readonly count: number;
  /** Entries that the last of them covers. */
  readonly size: number;
}

/** Lets a person end a question early, and hear how far it is. */
export interface WitnessAsking {
  readonly signal: AbortSignal;
  readonly onProgress?: (message: string) => void;
}

/** Reads the ledger of a folder, also while somebody leads its swarm. Whatever needs the whole ledger happens in a process of its own. */
export interface WitnessReader {
  /** The newest `limit` entries; undefined when no swarm was run in the folder. */
  page(folder: string, limit: number): Promise<Result<WitnessPage | undefined, LeaderProblem>>;
  anchors(folder: string): Promise<Result<WitnessAnchors, LeaderProblem>>;
  verify(folder: string, asking: WitnessAsking): Promise<Result<WitnessVerdictView, LeaderProblem>>;
  history(folder: string, task: string, asking: WitnessAsking): Promise<Result<WitnessHistoryView, LeaderProblem>>;
  /** A proof that the entry is in the ledger, as JSON for `s2 witness verify-proof`. */
  prove(folder: string, sequence: number, asking: WitnessAsking): Promise<Result<string, LeaderProblem>>;
  /** Writes a bundle with the evidence to `file`. */
  exportTo(folder: string, file: string, asking: WitnessAsking): Promise<Result<ExportedBundle, LeaderProblem>>;
}
