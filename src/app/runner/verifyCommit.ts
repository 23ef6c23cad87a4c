import { oneLine } from '../../domain/agent/commitMessage.ts';
import type { CommandFault } from '../../domain/governor/commandBreaker.ts';
import type { WritePart } from '../../protocol/transcriptPart.ts';
import type { EvidenceRef } from '../../domain/task/event.ts';
import type { CommandRunner } from '../ports/commandRunner.ts';
import type { EvidenceStore } from '../ports/evidenceStore.ts';
import type { Workspace } from '../ports/workspace.ts';
import { commandLimits } from './commandProvider.ts';
import { describeEnd, faultOf } from './describeEnd.ts';
import { runShown } from './runShown.ts';

/** What verification needs. */
export interface Verifier {
  readonly workspace: Workspace;
  readonly commands: CommandRunner;
  readonly evidence: EvidenceStore;
}

/** One command that has to exit with 0, and what it is told through its environment. */
export interface Check {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface Asked {
  readonly commit: string;
  readonly evidenceKind: EvidenceRef['kind'];
  readonly signal: AbortSignal;
  readonly onOutput: WritePart;
}

export interface Verification extends Asked {
  /** The commands that must all exit with 0, in order. */
  readonly verify: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A command that could not be started or did not end. */
export interface FailedCommand {
  readonly command: string;
  readonly fault: CommandFault;
}

/** The outcome; `reason` is set when a command failed, and no later one was run. */
export interface Verdict {
  readonly reason: string | undefined;
  /** The command that is to blame, when the place is rather than the work. */
  readonly command?: FailedCommand;
  /** One piece for all commands, however many there are. */
  readonly evidence: readonly EvidenceRef[];
}

/** The same, and how many checks passed: the one after them failed, if there is one. */
export interface ChecksVerdict extends Verdict {
  readonly passed: number;
}

/** Runs the verify commands one after the other in a clean checkout of the commit; what they print is kept as evidence. */
export async function verifyCommit(verifier: Verifier, asked: Verification): Promise<Verdict> {
  const checks = asked.verify.map((command) => ({ command, environment: asked.environment }));
  const { passed: _, ...verdict } = await runChecks(verifier, { ...asked, checks });
  return verdict;
}

/** The same for commands that each have an environment of their own. */
export async function runChecks(
  verifier: Verifier,
  asked: Asked & { readonly checks: readonly Check[] },
): Promise<ChecksVerdict> {
  if (asked.checks.length === 0) return { reason: undefined, evidence: [], passed: 0 };
  return verifier.workspace.withCheckout(asked.commit, async (path) => {
    const record = new Printout(commandLimits.maxOutputBytes);
    let failed: Omit<Verdict, 'evidence'> = { reason: undefined };
    let passed = 0;
    for (const check of asked.checks) {
      failed = await runOne(check, path, { verifier, asked, record });
      if (failed.reason !== undefined) break;
      passed += 1;
    }
    return { ...failed, evidence: [await verifier.evidence.put(asked.evidenceKind, record.bytes())], passed };
  });
}

interface Running {
  readonly verifier: Verifier;
  readonly asked: Asked;
  readonly record: Printout;
}

async function runOne(
  { command, environment }: Check,
  cwd: string,
  { verifier, asked, record }: Running,
): Promise<Omit<Verdict, 'evidence'>> {
  // A command must not find itself in a folder that the one before it has put there, the user's checkout for example.
  if (!(await verifier.workspace.isIntact(cwd)))
    return { reason: 'verify failed: a command replaced the checkout it ran in' };
  record.checks += 1;
  const run = await runShown(
    verifier.commands,
    { command, cwd, env: environment, ...commandLimits, signal: asked.signal },
    { call: `verify-${record.checks}`, tool: 'verify', write: asked.onOutput },
  );
  record.add(new TextEncoder().encode(`$ ${oneLine(command)}\n`));
  record.add(run.output);
  const reason = describeEnd(command, run);
  if (reason === undefined) return { reason };
  const fault = faultOf(run);
  return { reason: `verify failed: ${reason}`, ...(fault ? { command: { command, fault } } : {}) };
}

/** What all commands printed, each after its own line, cut at `limit` bytes. */
class Printout {
  /** How many commands were begun. */
  checks = 0;
  readonly #pieces: Uint8Array[] = [];
  #room: number;

  constructor(limit: number) {
    this.#room = limit;
  }

  add(piece: Uint8Array): void {
    const kept = piece.subarray(0, this.#room);
    this.#pieces.push(kept);
    this.#room -= kept.length;
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }
}
