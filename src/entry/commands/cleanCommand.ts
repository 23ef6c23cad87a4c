import { join } from 'node:path';
import { listRescues, removeRefs, type SavedRef } from '../../adapters/git/savedRefs.ts';
import { ok } from '../../base/result.ts';
import { formatTable } from '../../app/report/formatStatus.ts';
import { describeDisk, diskReport } from '../diskReport.ts';
import { pruneSubmitted } from '../pruneSubmitted.ts';
import { findLedger, foldFile } from '../readSwarm.ts';
import { cleanWorktrees, describeWorktrees } from './cleanWorktrees.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';

export interface CleanOptions {
  /** Only say what is there. */
  readonly dryRun: boolean;
  /** Also remove what is merged nowhere: names of refs, or all. */
  readonly also: readonly string[] | 'all';
  /** Also remove worktrees of sessions whose work is merged. */
  readonly worktrees: boolean;
}

/** `s2 clean`: removes saved work that is merged, and what else a person names. Nobody else ever removes any. */
export async function clean(context: CommandContext, { dryRun, also, worktrees }: CleanOptions): Promise<number> {
  const file = await findLedger(context.folder);
  if (!file.ok) return sayProblem(file.error, context);
  const repository = join(file.value, '..', '..');
  const state = foldFile(file.value);
  const saved = await listRescues(repository, state.integrationBranch);
  const unknown = also === 'all' ? [] : also.filter((name) => !saved.some((ref) => ref.name === name));
  if (unknown.length > 0) {
    const message = `There is no saved work called ${unknown.join(', ')}. \`s2 clean --dry-run\` lists it.`;
    return sayProblem({ code: 'unknown', message }, context);
  }
  const cleaned = worktrees ? await cleanWorktrees(repository, state.integrationBranch, dryRun) : ok(undefined);
  if (!cleaned.ok) return sayProblem(cleaned.error, context);
  const goes = saved.filter((ref) => ref.merged || also === 'all' || also.includes(ref.name));
  if (!dryRun) {
    await removeRefs(repository, goes);
    await pruneSubmitted(repository, state);
  }
  const disk = await diskReport(repository);
  if (context.json) {
    const listed = saved.map((ref) => ({ ...ref, removed: goes.includes(ref) }));
    sayJson({ dryRun, saved: listed, disk, ...(cleaned.value ? { worktrees: cleaned.value } : {}) });
  } else {
    say(describe(saved, goes, dryRun));
    if (cleaned.value) say(describeWorktrees(cleaned.value, dryRun));
    else if (dryRun) for (const line of describeDisk(disk)) say(line);
  }
  return exitCodes.ok;
}

function describe(saved: readonly SavedRef[], goes: readonly SavedRef[], dryRun: boolean): string {
  if (saved.length === 0) return 'There is no saved work.';
  const rows = saved.map((ref) => [
    ref.name,
    `${ageOf(ref)} old`,
    `${Math.ceil(ref.bytes / 1_000)} kB`,
    ref.merged ? 'merged' : 'kept nowhere else',
    goes.includes(ref) ? (dryRun ? 'would be removed' : 'removed') : 'stays',
  ]);
  return formatTable(rows).join('\n');
}

function ageOf({ at }: SavedRef): string {
  const hours = Math.max(0, Date.now() - at) / 3_600_000;
  return hours < 48 ? `${Math.floor(hours)} hours` : `${Math.floor(hours / 24)} days`;
}
