import type { WorktreeSpec } from '../../domain/task/worktreeSpec.ts';
import type { CommandRunner } from '../ports/commandRunner.ts';
import type { Furnished, Workspace, Worktree } from '../ports/workspace.ts';
import type { WorktreePlaces } from '../ports/worktreePlaces.ts';
import { printable } from '../report/printable.ts';
import { commandLimits } from './commandProvider.ts';
import { describeEnd, textOf } from './describeEnd.ts';
import { runShown } from './runShown.ts';
import type { OutputStream } from './outputStream.ts';

/** What the worktrees of a session get, and where it is had from. */
export interface Furnishing {
  readonly spec: WorktreeSpec;
  readonly places: WorktreePlaces;
  /** Told when a set-up fails, and again (with null) when one has run. */
  readonly onTrouble: (reason: string | null) => void;
  /** Told when a worktree is ready, and when a task in it is over: what it takes of the disk is another figure now. */
  readonly onUsed: (worktree: string, path: string) => void;
}

export interface FurnishTools {
  readonly session: string;
  readonly workspace: Pick<Workspace, 'furnish' | 'settle'>;
  readonly commands: CommandRunner;
  /** For every command of the session. */
  readonly environment: Readonly<Record<string, string>>;
  readonly furnishing: Furnishing;
}

export interface FurnishWatch {
  readonly stream: Pick<OutputStream, 'write'>;
  readonly signal: AbortSignal;
  /** The claim that the worktree is made ready for: under it a person may be asked about the set-up. */
  readonly claim: { readonly task: string; readonly epoch: number };
}

/** The set-up of a worktree did not succeed. That is a fault of the place: nobody has worked yet. */
export class SetupFailed extends Error {
  override readonly name = 'SetupFailed';
}

/** How many of the last lines that a set-up printed go into the message about its failure. */
const lastLines = 5;
/** And how many characters of them. */
const maxWords = 1_000;
const namedFiles = 5;

/**
 * Makes a worktree that was just prepared ready to work in: its place, the copied files, the set-up. Resolves to the variables that tell its commands of
 * the place. Rejects with `SetupFailed`, and for every other fault of the place; a stopped set-up is simply not remembered.
 */
export async function furnishWorktree(
  worktree: Worktree,
  tools: FurnishTools,
  { stream, signal, claim }: FurnishWatch,
): Promise<Readonly<Record<string, string>>> {
  const environment = await placeOf(worktree, tools.furnishing);
  await makeReady(
    worktree,
    { ...tools, environment: { ...tools.environment, ...environment } },
    { stream, signal, claim },
  );
  tools.furnishing.onUsed(nameOf(worktree), worktree.path);
  return environment;
}

async function makeReady(
  worktree: Worktree,
  tools: FurnishTools,
  { stream, signal, claim }: FurnishWatch,
): Promise<void> {
  const { workspace, furnishing } = tools;
  const { spec } = furnishing;
  if (spec.setup === undefined && spec.copy.length === 0) return;
  const { copy, setup } = spec;
  const furnished = await workspace.furnish(worktree, { copy, ...(setup === undefined ? {} : { setup }) }, signal);
  noteCopies(furnished, stream);
  if (setup === undefined || furnished.setup === null) return;
  await runSetup(setup, worktree, tools, { stream, signal, claim });
  if (signal.aborted) return;
  const changed = await workspace.settle(worktree, furnished.setup);
  if (changed.length > 0) {
    const what = listFiles(changed);
    stream.write('note', `The set-up changed ${what}, which git tracks or does not ignore; that was put back.\n`);
  }
  furnishing.onTrouble(null);
}

/** The name of a worktree: its folder's. */
export function nameOf({ path }: Pick<Worktree, 'path'>): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** The variables of a worktree's place; `part` for what works beside it, such as the verification of its commits. */
export function placeOf(
  worktree: Pick<Worktree, 'path'>,
  { places, spec }: Pick<Furnishing, 'places' | 'spec'>,
  part = '',
): Promise<Readonly<Record<string, string>>> {
  const name = nameOf(worktree);
  // No session's folder is called so: `~` in its id is encoded.
  return places.environmentOf(part === '' ? name : `${name}~${part}`, spec.ports);
}

async function runSetup(
  setup: string,
  worktree: Worktree,
  { session, commands, environment, furnishing }: FurnishTools,
  { stream, signal, claim }: FurnishWatch,
): Promise<void> {
  const request = {
    command: setup,
    cwd: worktree.path,
    env: { ...environment, S2_SESSION: session, S2_TASK: claim.task, S2_EPOCH: String(claim.epoch) },
    timeoutMs: furnishing.spec.setupMinutes * 60_000,
    maxOutputBytes: commandLimits.maxOutputBytes,
    signal,
  };
  const run = await runShown(commands, request, { call: 'setup', tool: 'set-up', write: stream.write });
  const trouble = describeEnd(setup, run);
  if (trouble === undefined || signal.aborted) return;
  const said = lastLinesOf(textOf(run.output));
  const reason = `The set-up of ${session}'s worktree failed: ${trouble}. Put right what it needs, or worktree.setup in swarm.yaml; no task is charged.`;
  const whole = said === '' ? reason : `${reason} It said last: ${said}`;
  furnishing.onTrouble(whole);
  throw new SetupFailed(whole);
}

function lastLinesOf(output: string): string {
  const lines = printable(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.slice(-lastLines).join(' | ').slice(-maxWords);
}

function noteCopies({ copied, left }: Furnished, stream: Pick<OutputStream, 'write'>): void {
  if (copied.length > 0) stream.write('note', `Copied from your checkout: ${listFiles(copied)}.\n`);
  for (const { path, why } of left.slice(0, namedFiles))
    stream.write('note', `${printable(path)} was not copied: ${printable(why)}.\n`);
  if (left.length > namedFiles) stream.write('note', `${left.length - namedFiles} more files were not copied.\n`);
}

function listFiles(files: readonly string[]): string {
  const more = files.length - namedFiles;
  return files.slice(0, namedFiles).map(printable).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
