import { copyFile, lstat, mkdir, readFile, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../../../base/result.ts';
import type { MergeProblem } from '../../../protocol/resultMerge.ts';
import { GitError } from '../gitError.ts';
import { resolveCommit } from '../repository.ts';
import { whenThere } from '../whenThere.ts';
import { onIndex, problem, type Checkout } from './checkout.ts';
import { findLocalEdits } from './localEdits.ts';
import { findProgram } from './namedPrograms.ts';
import { forgetMove, writeMove, type Move } from './moveJournal.ts';
import { resultRef } from './resultRef.ts';
import { indexInfo, readTouched, type Touched } from './touched.ts';

/** What a lock holds that is ours; the index itself is never written through it. */
const lockText = 's2 merge\n';

/**
 * Makes a checkout of one commit into one of another, beside local edits: what differs between the two is replaced file by
 * file, each at once, and nothing else is touched. A problem when that would overwrite an edit; nothing has changed then.
 * The move is noted first: whoever finds the note later goes on (`resumed`), or back by a move the other way round.
 */
export async function moveCheckout(
  checkout: Checkout,
  move: Move,
  resumed: boolean,
): Promise<Result<void, MergeProblem>> {
  const { repository } = checkout;
  const touched = await readTouched(repository, move.from, move.to);
  if (!touched.ok) return touched;
  const scratch = join(repository.state, 'merging');
  await rm(scratch, { recursive: true, force: true });
  await mkdir(join(scratch, 'files'), { recursive: true });
  try {
    return await moveWith(checkout, move, { touched: touched.value, scratch, resumed });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Work {
  readonly touched: readonly Touched[];
  /** A folder of ours on the disk of the checkout. */
  readonly scratch: string;
  readonly resumed: boolean;
}

async function moveWith(checkout: Checkout, move: Move, work: Work): Promise<Result<void, MergeProblem>> {
  const { repository } = checkout;
  const refused = await refuseBefore(checkout, move, work);
  if (refused) return err(refused);
  await writeMove(repository.state, { ...move, stage: 'begun' });
  const lock = `${checkout.index}.lock`;
  const locked = await takeLock(lock, work.resumed);
  const done = locked.ok ? await applyAndUnlock(checkout, move, { ...work, lock }) : locked;
  if (done.ok) await writeMove(repository.state, { ...move, stage: 'moved' });
  else if (!work.resumed) await forgetMove(repository.state);
  return done;
}

/** Why it is not begun at all; what a person may do meanwhile is looked at again once the index is locked. */
async function refuseBefore(
  checkout: Checkout,
  move: Move,
  { touched, scratch, resumed }: Work,
): Promise<MergeProblem | undefined> {
  const { root } = checkout.repository;
  if ((await stat(scratch)).dev !== (await stat(root)).dev)
    return problem('place', `.s2 lies on another disk than ${root}. Merge with \`git merge\`.`);
  const index = join(scratch, 'after');
  await onIndex(checkout, index, { args: ['read-tree', move.to] });
  const program = await findProgram(checkout, index, touched);
  if (program || resumed) return program;
  const { edited } = await findLocalEdits(checkout, touched, false);
  return edited.length > 0 ? inTheWay(edited) : undefined;
}

async function applyAndUnlock(
  checkout: Checkout,
  move: Move,
  work: Work & { readonly lock: string },
): Promise<Result<void, MergeProblem>> {
  try {
    return await applyLocked(checkout, move, work);
  } finally {
    await rm(work.lock, { force: true });
  }
}

function inTheWay(files: readonly string[]): MergeProblem {
  const more = files.length > 10 ? ` and ${files.length - 10} more` : '';
  const message = `Your edits are in the way, and nothing was changed: ${files.slice(0, 10).join(', ')}${more}. Commit, stash or move them, then try again.`;
  return problem('local-edits', message, files);
}

function editedSince(files: readonly string[]): MergeProblem {
  const message = `A merge was cut off, and these files were edited since: ${files.slice(0, 10).join(', ')}. Put your edits elsewhere, then \`s2 merge\` goes on, or \`s2 merge --undo\` goes back.`;
  return problem('cut-off', message, files);
}

async function takeLock(lock: string, resumed: boolean): Promise<Result<void, MergeProblem>> {
  if (resumed && (await whenThere(readFile(lock, 'utf8'))) === lockText) return ok(undefined);
  try {
    await writeFile(lock, lockText, { flag: 'wx' });
    return ok(undefined);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const message = `Another git process holds ${lock}. If no git is running, delete that file, then try again.`;
    return err(problem('locked', message));
  }
}

/** While the index is locked no git of the person's changes it, so that what is found here holds until the end. */
async function applyLocked(checkout: Checkout, move: Move, work: Work): Promise<Result<void, MergeProblem>> {
  const { repository } = checkout;
  const { touched, scratch, resumed } = work;
  const standing = await findLocalEdits(checkout, touched, resumed);
  if (standing.edited.length > 0) return err(resumed ? editedSince(standing.edited) : inTheWay(standing.edited));
  const files = join(scratch, 'files');
  const open = touched.filter(({ path }) => !standing.done.has(path));
  const seen = await lookAtAll(repository.root, open);
  await writeFiles(checkout, open, { index: join(scratch, 'after'), files });
  const after = join(scratch, 'index');
  if ((await whenThere(stat(checkout.index))) !== undefined) await copyFile(checkout.index, after);
  await onIndex(checkout, after, { args: ['update-index', '-z', '--index-info'], input: indexInfo(touched, 'to') });
  for (const change of open) if (!change.to) await remove(repository.root, change.path, seen);
  for (const change of open) if (change.to) await place(repository.root, change.path, { files, seen });
  // Notes how the files are on the disk now, so that git need not compare their content again.
  await onIndex(checkout, after, { args: ['update-index', '-q', '--refresh'], accept: [1] });
  await rename(after, checkout.index);
  await moveBranch(checkout, move);
  return ok(undefined);
}

/** Writes what is to come into a folder of ours, converted by the attributes of the commit that it comes from. */
async function writeFiles(
  checkout: Checkout,
  open: readonly Touched[],
  { index, files }: { readonly index: string; readonly files: string },
): Promise<void> {
  const input = open.flatMap(({ path, to }) => (to ? [`${path}\0`] : [])).join('');
  const args = ['checkout-index', '--force', '--quiet', '-z', '--stdin'] as const;
  if (input !== '') await onIndex(checkout, index, { args, input, tree: files });
}

/** What tells one state of a file from another; undefined when there is nothing. */
type Seen = ReadonlyMap<string, string | undefined>;

async function lookAtAll(root: string, open: readonly Touched[]): Promise<Seen> {
  const seen = new Map<string, string | undefined>();
  for (const { path } of open) seen.set(path, await fingerprint(join(root, path)));
  return seen;
}

async function fingerprint(file: string): Promise<string | undefined> {
  const stats = await whenThere(lstat(file, { bigint: true }));
  if (!stats || stats.isDirectory()) return undefined;
  return [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs, stats.mode].join('/');
}

/** Rejects when somebody has edited the file since it was looked at. What was done so far is noted. */
async function requireSame(root: string, path: string, seen: Seen): Promise<void> {
  if ((await fingerprint(join(root, path))) === seen.get(path)) return;
  throw new GitError(
    'failed',
    `${path} was edited while the merge was under way, and was left as it is. Put that edit elsewhere, then \`s2 merge\` goes on, or \`s2 merge --undo\` goes back.`,
  );
}

async function remove(root: string, path: string, seen: Seen): Promise<void> {
  await requireSame(root, path, seen);
  if (seen.get(path) === undefined) return;
  await unlink(join(root, path));
  await removeEmpty(root, dirname(path));
}

/** Removes the folder and those above it as long as they are empty. */
async function removeEmpty(root: string, folder: string): Promise<void> {
  for (let at = folder; at !== '.'; at = dirname(at)) {
    try {
      await rmdir(join(root, at));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT' || code === 'EBUSY') return;
      throw error;
    }
  }
}

async function place(
  root: string,
  path: string,
  { files, seen }: { readonly files: string; readonly seen: Seen },
): Promise<void> {
  await requireSame(root, path, seen);
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  const there = await whenThere(lstat(target));
  // Empty, or it would be in the way.
  if (there?.isDirectory()) await rmdir(target);
  await rename(join(files, path), target);
}

async function moveBranch({ repository }: Checkout, { kind, branch, from, to }: Move): Promise<void> {
  // Whoever was cut off may have got this far, or, going back, has never moved it.
  if ((await resolveCommit(repository, `refs/heads/${branch}`)) === to) return;
  const ref = resultRef(branch);
  const mark = kind === 'merge' ? `update ${ref} ${to}` : `delete ${ref}`;
  await repository.git({
    cwd: repository.root,
    args: ['update-ref', '-m', `s2 merge: ${kind}`, '--stdin'],
    input: `update refs/heads/${branch} ${to} ${from}\n${mark}\n`,
  });
}
