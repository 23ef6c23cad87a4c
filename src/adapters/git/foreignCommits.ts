import type { BranchLook } from '../../app/ports/workspace.ts';
import { oneLine } from '../../domain/agent/commitMessage.ts';
import { toBranchName } from '../../domain/agent/refName.ts';
import { maxForeign, type ForeignCommit } from '../../protocol/hostTrouble.ts';
import { resolveCommit, type Repository } from './repository.ts';
import { createRunGit } from './runGit.ts';

/** So many of the newest commits are read; of those that are told, the ones that claim to be the swarm's come first. */
const maxRead = 500;
const maxText = 200;
const fields = ['%H', '%P', '%an', '%s', '%(trailers:key=S2-Task,valueonly,separator=%x2C)'] as const;

/** Looks at what a branch holds besides the commit `from` and what that is built on. */
export async function lookAtBranch(
  repository: Pick<Repository, 'root' | 'git'>,
  name: string,
  from: string,
): Promise<BranchLook> {
  const head = await resolveCommit(repository, `refs/heads/${toBranchName(name)}`);
  if (head === undefined) return { outcome: 'gone' };
  if (head === from) return { outcome: 'holds-it', head, parents: [], commits: [], more: 0 };
  const { root: cwd, git } = repository;
  // 128: a commit that is not there cannot be an ancestor.
  const isAncestor = await git({ cwd, args: ['merge-base', '--is-ancestor', from, head], accept: [1, 128] });
  if (isAncestor.code !== 0) return { outcome: 'lacks-work', head };
  const range = ['--end-of-options', `${from}..${head}`] as const;
  const format = `--format=tformat:${fields.join('%x00')}`;
  const listed = await git({ cwd, args: ['log', '-z', '--topo-order', `--max-count=${maxRead}`, format, ...range] });
  const count = Number((await git({ cwd, args: ['rev-list', '--count', ...range] })).stdout.trim());
  const all = readCommits(listed.stdout);
  const claiming = all.filter(({ claims }) => claims !== null);
  const commits = [...claiming, ...all.filter(({ claims }) => claims === null)].slice(0, maxForeign);
  const parents = listed.stdout.split('\0')[1]?.split(' ') ?? [];
  return { outcome: 'holds-it', head, parents, commits, more: count - commits.length };
}

/** The same for the branch of a repository that nothing else is done in. */
export function lookFrom(folder: string, branch: string, from: string): Promise<BranchLook> {
  return lookAtBranch({ root: folder, git: createRunGit() }, branch, from);
}

/** No field can hold a NUL: git refuses commits with one. */
function readCommits(listed: string): readonly ForeignCommit[] {
  const parts = listed.split('\0');
  const commits: ForeignCommit[] = [];
  for (let at = 0; at + fields.length <= parts.length; at += fields.length) {
    const [commit = '', , author = '', subject = '', claims = ''] = parts.slice(at, at + fields.length);
    commits.push({ commit, author: short(author), subject: short(subject), claims: short(claims) || null });
  }
  return commits;
}

function short(text: string): string {
  return oneLine(text).slice(0, maxText).toWellFormed();
}
