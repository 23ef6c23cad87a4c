import { parseJson } from '../../../base/parseJson.ts';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from '../gitError.ts';
import { whenThere } from '../whenThere.ts';

/** A change of a person's checkout from one commit to another, as it is noted before it begins. */
export interface Move {
  readonly kind: 'merge' | 'undo';
  readonly branch: string;
  readonly from: string;
  readonly to: string;
  /** `moved`: everything is done but telling the ledger. */
  readonly stage: 'begun' | 'moved';
}

const name = 'merging.json';

/** What a change that was cut off has noted; undefined when there was none. Rejects when it cannot be read as one. */
export async function readMove(state: string): Promise<Move | undefined> {
  const text = await whenThere(readFile(join(state, name), 'utf8'));
  if (text === undefined) return undefined;
  const move = parse(text);
  if (move) return move;
  throw new GitError(
    'unsafe-state',
    `${join(state, name)} is not what s2 writes there. Look at \`git status\`, put it right, then remove that file.`,
  );
}

/** Notes the change, durably. */
export async function writeMove(state: string, move: Move): Promise<void> {
  const fresh = join(state, `${name}.new`);
  const file = await open(fresh, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(move)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, join(state, name));
}

/** Forgets the change: it is over, or has never begun. */
export async function forgetMove(state: string): Promise<void> {
  await rm(join(state, name), { force: true });
}

function parse(text: string): Move | undefined {
  const read: unknown = parseJson(text);
  if (typeof read !== 'object' || read === null) return undefined;
  const { kind, branch, from, to, stage }: Readonly<Record<string, unknown>> = { ...read };
  const isKind = kind === 'merge' || kind === 'undo';
  const isStage = stage === 'begun' || stage === 'moved';
  if (!isKind || !isStage || typeof branch !== 'string' || !isHash(from) || !isHash(to)) return undefined;
  return { kind, branch, from, to, stage };
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{40,64}$/.test(value);
}
