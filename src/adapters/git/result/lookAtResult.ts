import { err, ok, type Result } from '../../../base/result.ts';
import type { MergeProblem } from '../../../protocol/resultMerge.ts';
import { oneLine } from '../../../domain/agent/commitMessage.ts';
import { identity, resolveCommit, treeOf, type Repository } from '../repository.ts';
import { mergeTrees } from '../mergeCommits.ts';
import { problem, standOf, type Checkout, type Stand } from './checkout.ts';
import { findLocalEdits } from './localEdits.ts';
import { readTouched } from './touched.ts';

/** What is to be merged: the swarm's branch, and the commit of it that the ledger accounts for. */
export interface SwarmResult {
  readonly swarm: string;
  readonly integrationBranch: string;
  readonly result: string;
}

/** What merging a result into a checkout comes to; `commit` is ready, and no branch is at it. */
export interface Prepared {
  readonly stand: Stand;
  /** Undefined when the branch holds the result already. */
  readonly commit: string | undefined;
  /** Every commit that comes in. */
  readonly incoming: ReadonlySet<string>;
  readonly files: readonly string[];
  /** Commits on the integration branch that the ledger does not account for; they are left out. */
  readonly leftOut: number;
}

/** Looks what merging comes to, and makes the merge commit in git's object store; nothing of the checkout changes. */
export async function prepareMerge(checkout: Checkout, wanted: SwarmResult): Promise<Result<Prepared, MergeProblem>> {
  const { repository } = checkout;
  const { integrationBranch, result } = wanted;
  const stand = await standOf(checkout, integrationBranch);
  if (!stand.ok) return stand;
  const { head, branch } = stand.value;
  const tip = await resolveCommit(repository, `refs/heads/${integrationBranch}`);
  if (tip === undefined || !(await holds(repository, tip, result))) {
    const short = result.slice(0, 12);
    const message = `The branch ${integrationBranch} lacks work that was merged. Put it back with \`git branch -f ${integrationBranch} ${short}\`, then try again.`;
    return err(problem('lacks-work', message));
  }
  const leftOut = (await listed(repository, `${result}..${tip}`)).length;
  const incoming = new Set(await listed(repository, `${head}..${result}`));
  const found = { stand: stand.value, incoming, leftOut };
  if (incoming.size === 0) return ok({ ...found, commit: undefined, files: [] });
  const merged = await mergeTrees(repository, head, result);
  if (!('tree' in merged)) return err(await conflictOf(repository, { head, result, branch }, merged.conflicts));
  const commit = await writeMerge(repository, wanted, { ...stand.value, tree: merged.tree, count: incoming.size });
  const touched = await readTouched(repository, head, commit);
  if (!touched.ok) return touched;
  return ok({ ...found, commit, files: touched.value.map(({ path }) => path) });
}

/** Which local edits are in the way of going from one commit to another. */
export async function editsInTheWay(checkout: Checkout, from: string, to: string): Promise<readonly string[]> {
  const touched = await readTouched(checkout.repository, from, to);
  return touched.ok ? (await findLocalEdits(checkout, touched.value, false)).edited : touched.error.files;
}

async function holds({ root: cwd, git }: Repository, tip: string, commit: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', commit, tip] as const;
  return (await git({ cwd, args, accept: [1, 128] })).code === 0;
}

async function listed({ root: cwd, git }: Repository, range: string): Promise<readonly string[]> {
  const { stdout } = await git({ cwd, args: ['rev-list', '--end-of-options', range] });
  return stdout.split('\n').filter((line) => line !== '');
}

async function writeMerge(
  repository: Repository,
  { swarm, integrationBranch, result }: SwarmResult,
  onto: Stand & { readonly tree: string; readonly count: number },
): Promise<string> {
  const subject = oneLine(`Merge ${integrationBranch} into ${onto.branch}`);
  const message = `${subject}\n\nThe result of the swarm ${oneLine(swarm)}: ${onto.count} commits.\n\nS2-Result: ${oneLine(integrationBranch)}\n`;
  const args = ['commit-tree', onto.tree, '-p', onto.head, '-p', result, '-F', '-'] as const;
  const env = await identity(repository, swarm);
  return (await repository.git({ cwd: repository.root, args, input: message, env })).stdout.trim();
}

/** So many files are told with both sides. */
const maxSides = 20;

async function conflictOf(
  repository: Repository,
  { head, result, branch }: { readonly head: string; readonly result: string; readonly branch: string },
  files: readonly string[],
): Promise<MergeProblem> {
  const sides = [];
  for (const file of files.slice(0, maxSides)) {
    const yours = await lastChange(repository, `${result}..${head}`, file);
    sides.push({ file, yours, result: await lastChange(repository, `${head}..${result}`, file) });
  }
  const lines = sides.map(({ file, yours, result: theirs }) => `${file} (yours: ${yours}; result: ${theirs})`);
  const more = files.length > maxSides ? `, and ${files.length - maxSides} more` : '';
  const message = `${branch} and the result changed the same lines, and nothing was changed: ${lines.join('; ')}${more}. Merge it by hand with \`git merge\`, or have the tasks done again on top of yours.`;
  return { ...problem('conflict', message, files), sides };
}

/** The last commit of a range that touched the file, in a few words. */
async function lastChange({ root: cwd, git }: Repository, range: string, file: string): Promise<string> {
  const format = '--format=%h%x00%s%x00%(trailers:key=S2-Task,valueonly,separator=%x2C)';
  const args = ['log', '-1', '--no-merges', format, '--end-of-options', range, '--', `:(top,literal)${file}`] as const;
  const [commit = '', subject = '', task = ''] = (await git({ cwd, args })).stdout.trim().split('\0');
  if (commit === '') return 'a merge';
  return oneLine(`${commit} ${task === '' ? subject : `of ${task}`}`).slice(0, 120);
}

/** Whether the branch is at a merge of a result that we have made; the commit before it, when it is. */
export async function mergedBefore(
  repository: Repository,
  { branch, head }: Stand,
  mark: string,
): Promise<Result<string, MergeProblem>> {
  if ((await resolveCommit(repository, mark)) !== head) {
    const message = `${branch} is not at a merge of a result. \`s2 merge --undo\` works until the next commit; after that, \`git revert -m 1 <merge>\` takes it back.`;
    return err(problem('nothing', message));
  }
  const before = await resolveCommit(repository, `${head}^1`);
  // Reading its tree says that the commit is whole.
  if (before !== undefined) await treeOf(repository, before);
  return before === undefined ? err(problem('nothing', `${head} has nothing before it.`)) : ok(before);
}
