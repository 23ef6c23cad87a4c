import { err, ok, type Result } from '../../../base/result.ts';
import { oneLine } from '../../../domain/agent/commitMessage.ts';
import type { MergeProblem } from '../../../protocol/resultMerge.ts';
import { mergeTrees } from '../mergeCommits.ts';
import { identity, resolveCommit, treeOf, type Repository } from '../repository.ts';
import { problem } from './checkout.ts';

/** The merge of a task that is to be taken back from the branch's head. */
export interface MergeToRevert {
  readonly task: string;
  readonly title: string;
  /** The head of the branch by the ledger. */
  readonly head: string;
  readonly merge: string;
}

const trailer = 'S2-Reverts';

/**
 * Makes the commit that takes a merge back, on top of everything that was merged since; no branch moves. A problem with both
 * sides when later work changed the same lines, and when there is nothing to take back.
 */
export async function prepareRevert(
  repository: Repository,
  wanted: MergeToRevert,
): Promise<Result<string, MergeProblem>> {
  const { head, merge, task } = wanted;
  const before = await resolveCommit(repository, `${merge}^1`);
  if (before === undefined)
    return err(problem('no-commits', `The merge of ${task} (${merge.slice(0, 12)}) is not in this repository.`));
  // Git merges by the common ancestor: a commit on top of the merge that has the content of before makes that the merge itself.
  const undone = await commitTree(repository, {
    tree: await treeOf(repository, before),
    parent: merge,
    message: 'back',
  });
  const merged = await mergeTrees(repository, head, undone);
  if (!('tree' in merged)) return err(await conflictOf(repository, wanted, merged.conflicts));
  if (merged.tree === (await treeOf(repository, head)))
    return err(
      problem('nothing', `Nothing of ${task} is left in ${head.slice(0, 12)}; there is nothing to take back.`),
    );
  const message = `Revert ${oneLine(`${task}: ${wanted.title}`)}\n\nThis takes back the merge ${merge}.\n\n${trailer}: ${oneLine(task)}\n`;
  return ok(await commitTree(repository, { tree: merged.tree, parent: head, message }));
}

/** Whether the branch's head is that revert already, made by a process that died before it could tell: the same content on the same commit. */
export async function isRevert(
  { root: cwd, git, ...repository }: Repository,
  at: string,
  made: { readonly head: string; readonly commit: string; readonly task: string },
): Promise<boolean> {
  const format = `--format=%P%x00%(trailers:key=${trailer},valueonly,separator=%x2C)`;
  const { stdout } = await git({ cwd, args: ['log', '-1', format, '--end-of-options', at] });
  const [parents, task] = stdout.trim().split('\0');
  if (parents !== made.head || task !== oneLine(made.task)) return false;
  const whole = { root: cwd, git, ...repository };
  return (await treeOf(whole, at)) === (await treeOf(whole, made.commit));
}

async function commitTree(
  repository: Repository,
  { tree, parent, message }: { readonly tree: string; readonly parent: string; readonly message: string },
): Promise<string> {
  const args = ['commit-tree', tree, '-p', parent, '-F', '-'] as const;
  const env = await identity(repository, 'a person');
  return (await repository.git({ cwd: repository.root, args, input: message, env })).stdout.trim();
}

async function conflictOf(
  { root: cwd, git }: Repository,
  { task, head, merge }: MergeToRevert,
  files: readonly string[],
): Promise<MergeProblem> {
  const sides = [];
  for (const file of files.slice(0, 20)) {
    const format = '--format=%(trailers:key=S2-Task,valueonly,separator=%x2C)';
    const args = ['log', format, '--end-of-options', `${merge}..${head}`, '--', `:(top,literal)${file}`] as const;
    const names = (await git({ cwd, args })).stdout.split('\n').filter((name) => name !== '');
    const later = [...new Set(names)].map((name) => oneLine(name).slice(0, 60)).join(', ');
    sides.push({ file, yours: `taking back ${task}`, result: later === '' ? 'later commits' : later });
  }
  const lines = sides.map(({ file, result }) => `${file} (changed since by ${result})`).join('; ');
  const message = `${task} cannot be taken back alone, and nothing was changed: ${lines}. Take those back first, or have ${task} done again with \`s2 reopen ${task}\`.`;
  return { ...problem('conflict', message, files), sides };
}
