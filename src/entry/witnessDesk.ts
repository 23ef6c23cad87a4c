import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { askWitness, type AnsweredWitness } from '../adapters/agentHost/askWitness.ts';
import { anchorRef, createGitAnchors } from '../adapters/git/gitAnchors.ts';
import { GitError } from '../adapters/git/gitError.ts';
import { nodePrimitives } from '../adapters/signing/nodePrimitives.ts';
import { readLedgerPage } from '../adapters/sqlite/readLedgerPage.ts';
import { LedgerError } from '../app/ports/ledger.ts';
import { err, ok, type Result } from '../base/result.ts';
import { parseCheckpoint } from '../domain/witness/checkpoint.ts';
import { toHex } from '../domain/witness/primitives.ts';
import type { LeaderProblem } from '../protocol/swarmLeader.ts';
import type { WitnessQuestion } from '../protocol/witnessMessages.ts';
import type { WitnessAnchors, WitnessAsking, WitnessPage, WitnessReader } from '../protocol/witnessView.ts';
import { findLedger } from './readSwarm.ts';
import { entryView, plainLine } from './witness/entryView.ts';

/**
 * Reads ledgers for a window. The newest entries are read here: a look by key, about a millisecond. Whatever needs all entries is a process of its
 * own, so that neither its time nor its memory is the extension host's, and ending it is cancelling it.
 */
export function createWitnessReader(): WitnessReader {
  return {
    page: (folder, limit) => whenRead(folder, (file) => pageOf(file, limit)),
    anchors: async (folder) => {
      const read = await whenRead(folder, anchorsOf);
      return read.ok ? ok(read.value ?? noAnchors) : read;
    },
    verify: (folder, asking) => ask('verify', { type: 'verify', folder }, asking),
    history: (folder, task, asking) => ask('history', { type: 'history', folder, task }, asking),
    prove: (folder, sequence, asking) => ask('prove', { type: 'prove', folder, sequence }, asking),
    exportTo: async (folder, file, asking) => {
      const answer = await ask('export', { type: 'export', folder, file }, asking);
      if (!answer.ok) await rm(`${file}.part`, { force: true });
      return answer;
    },
  };
}

const noAnchors: WitnessAnchors = { ref: anchorRef, count: 0, size: 0 };

type ValueOf<Type extends AnsweredWitness['type']> = Extract<AnsweredWitness, { type: Type }>['value'];

async function ask<Type extends AnsweredWitness['type']>(
  type: Type,
  question: Extract<WitnessQuestion, { type: Type }>,
  asking: WitnessAsking,
): Promise<Result<ValueOf<Type>, LeaderProblem>> {
  const answer = await askWitness(question, asking);
  if (!answer.ok) return answer;
  if (answer.value.type === type) return ok(answer.value.value as ValueOf<Type>);
  return err({ code: 'failed', message: 'The witness process answered another question. Try again.' });
}

/** Reads the ledger of a folder; undefined when there is none. Faults of the store and of git are problems for a person. */
async function whenRead<Value>(
  folder: string,
  read: (file: string) => Value | Promise<Value>,
): Promise<Result<Value | undefined, LeaderProblem>> {
  try {
    const file = await locate(folder);
    if (file.ok) return ok(await read(file.value));
    return file.error.code === 'no-ledger' ? ok(undefined) : file;
  } catch (cause) {
    if (cause instanceof LedgerError || cause instanceof GitError)
      return err({ code: cause.code, message: cause.message });
    throw cause;
  }
}

/** Asking git where the repository begins takes longer than everything else here, and a swarm.yaml mostly lies there. */
async function locate(folder: string): Promise<Result<string, LeaderProblem>> {
  const file = join(folder, '.s2', 'ledger.db');
  return existsSync(file) ? ok(file) : findLedger(folder);
}

function pageOf(file: string, limit: number): WitnessPage {
  const { entries, lastCheckpoint } = readLedgerPage(file, limit);
  const size = entries[0]?.sequence ?? 0;
  const views = entries.map((entry) => entryView(entry, entry.sequence));
  const note = lastCheckpoint === undefined ? undefined : parseCheckpoint(lastCheckpoint, nodePrimitives);
  if (!note) return { size, origin: null, checkpoint: null, entries: views };
  const when = views.find(({ sequence }) => sequence === note.head.size)?.when ?? '';
  const signers = note.signatures.map(({ name, hash }) => plainLine(`${name}+${toHex(hash)}`));
  return {
    size,
    origin: plainLine(note.head.origin),
    checkpoint: { size: note.head.size, when, signers },
    entries: views,
  };
}

async function anchorsOf(file: string): Promise<WitnessAnchors> {
  const { lastCheckpoint = '' } = readLedgerPage(file, 1);
  const origin = parseCheckpoint(lastCheckpoint, nodePrimitives)?.head.origin;
  const notes = await createGitAnchors(dirname(dirname(file))).read();
  const heads = notes.flatMap((note) => parseCheckpoint(note, nodePrimitives)?.head ?? []);
  const sizes = heads.filter((head) => head.origin === origin).map(({ size }) => size);
  return { ref: anchorRef, count: sizes.length, size: Math.max(0, ...sizes) };
}
