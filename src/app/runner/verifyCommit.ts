import type { EvidenceRef } from '../../domain/task/event.ts';
import type { CommandRunner } from '../ports/commandRunner.ts';
import type { EvidenceStore } from '../ports/evidenceStore.ts';
import type { Workspace } from '../ports/workspace.ts';
import { commandLimits } from './commandProvider.ts';
import { describeEnd } from './describeEnd.ts';

/** What verification needs. */
export interface Verifier {
  readonly workspace: Workspace;
  readonly commands: CommandRunner;
  readonly evidence: EvidenceStore;
}

export interface Verification {
  readonly commit: string;
  /** The commands that must all exit with 0, in order. */
  readonly verify: readonly string[];
  readonly evidenceKind: EvidenceRef['kind'];
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onOutput: (stream: 'stdout' | 'stderr', text: string) => void;
}

/** The outcome; `reason` is set when a command failed, and no later one was run. */
export interface Verdict {
  readonly reason: string | undefined;
  readonly evidence: readonly EvidenceRef[];
}

/** Runs the verify commands one after the other in a clean checkout of the commit; what they print is kept as evidence. */
export async function verifyCommit(verifier: Verifier, asked: Verification): Promise<Verdict> {
  if (asked.verify.length === 0) return { reason: undefined, evidence: [] };
  return verifier.workspace.withCheckout(asked.commit, async (path) => {
    const evidence: EvidenceRef[] = [];
    for (const command of asked.verify) {
      const run = await verifier.commands.run({
        command,
        cwd: path,
        env: asked.environment,
        ...commandLimits,
        signal: asked.signal,
        onOutput: asked.onOutput,
      });
      evidence.push(await verifier.evidence.put(asked.evidenceKind, run.output));
      const reason = describeEnd(command, run);
      if (reason !== undefined) return { reason: `verify failed: ${reason}`, evidence };
    }
    return { reason: undefined, evidence };
  });
}
