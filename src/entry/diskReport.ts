import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { objectStoreBytes } from '../adapters/git/objectStore.ts';
import { toSafeName } from '../domain/agent/refName.ts';
import { readUses, type RecordedUse } from '../adapters/places/diskUse.ts';

/** What the worktrees of a swarm take of the disk, as last measured, in bytes; `objects` is the one store that they and the user's checkout share. */
export interface DiskReport {
  readonly worktrees: readonly RecordedUse[];
  readonly bytes: number;
  readonly objects: number;
}

/** Reads the figures that runners have kept; measures nothing but git's own count. */
export async function diskReport(repository: string): Promise<DiskReport> {
  const worktrees = await readUses(join(repository, '.s2'));
  const bytes = worktrees.reduce((sum, use) => sum + use.bytes, 0);
  return { worktrees, bytes, objects: await objectStoreBytes(repository) };
}

/** What the worktrees of one session take, as last measured; undefined when none was. */
export async function sessionDisk(repository: string, session: string): Promise<string | undefined> {
  const own = toSafeName(session);
  const uses = await readUses(join(repository, '.s2'));
  // Those of its further agents are called after its own.
  const its = uses.filter(({ worktree }) => worktree === own || worktree.startsWith(`${own}~`));
  if (its.length === 0) return undefined;
  const sum = sizeOf(its.reduce((bytes, use) => bytes + use.bytes, 0));
  return its.every(({ complete }) => complete) ? sum : `> ${sum}`;
}

/** The report in lines; none when nothing was measured yet. */
export function describeDisk({ worktrees, bytes, objects }: DiskReport): readonly string[] {
  if (worktrees.length === 0) return [];
  const each = worktrees.map((use) => `${use.worktree} ${use.complete ? '' : 'more than '}${sizeOf(use.bytes)}`);
  const sum = worktrees.length === 1 ? '1 worktree' : `${worktrees.length} worktrees`;
  return [
    `disk: ${sizeOf(bytes)} in ${sum} (${each.join(', ')}), and ${sizeOf(objects)} of git objects that all share`,
  ];
}

/** Below this a swarm is warned about: dependencies of one session take about as much. */
const lowBytes = 2_000_000_000;

/** How much room the disk of a folder has for this user. */
export async function freeSpace(folder: string): Promise<{ readonly bytes: number; readonly low: boolean }> {
  const { bavail, bsize } = await statfs(folder);
  const bytes = bavail * bsize;
  return { bytes, low: bytes < lowBytes };
}

/** Bytes as a person reads them. */
export function sizeOf(bytes: number): string {
  if (bytes >= 1_000_000_000) return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
  return bytes >= 1_000_000 ? `${Math.round(bytes / 1_000_000)} MB` : `${Math.ceil(bytes / 1_000)} kB`;
}
