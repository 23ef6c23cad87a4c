import type { Wanted } from '../../domain/guard/permit.ts';

/** Tells whether something may be done that a person may have to let through first: a command line, or a host that a sandbox's proxy is asked for. */
export interface PermitGate {
  /** Resolves when the policy or a person has said so, which may take days; under a claim that has ended it is not allowed. `reason` is one sentence. */
  ask(
    claim: { readonly task: string; readonly epoch: number },
    wanted: Wanted,
    signal: AbortSignal,
  ): Promise<{ readonly allowed: true } | { readonly allowed: false; readonly reason: string }>;
}
