import type { GuardPolicy } from './guardPolicy.ts';

/** Why a person has to approve a task before anybody may claim it. */
export type Gate =
  | { readonly kind: 'cost'; readonly estimate: number; readonly above: number }
  | { readonly kind: 'phase'; readonly phase: number }
  | { readonly kind: 'branch'; readonly branch: string };

/** What gates look at: a task as planned, and the branch that it is merged into. */
export interface Gated {
  readonly phase?: number;
  readonly estimate: { readonly cost?: number };
}

/** The gates that a policy puts before a task. A task without an estimate of its cost has no gate of cost. */
export function gatesOf(task: Gated, policy: GuardPolicy, integrationBranch: string): readonly Gate[] {
  const { cost } = task.estimate;
  const { approvalRequiredAbove: above, humanApprovalPhases, protectedBranches } = policy;
  const gates: Gate[] = [];
  if (above !== null && cost !== undefined && cost > above) gates.push({ kind: 'cost', estimate: cost, above });
  if (task.phase !== undefined && humanApprovalPhases.includes(task.phase))
    gates.push({ kind: 'phase', phase: task.phase });
  if (protectedBranches.includes(integrationBranch)) gates.push({ kind: 'branch', branch: integrationBranch });
  return gates;
}

/** A gate as half a sentence. */
export function describeGate(gate: Gate): string {
  switch (gate.kind) {
    case 'cost':
      return `its estimate of $${gate.estimate.toFixed(2)} is above $${gate.above.toFixed(2)}`;
    case 'phase':
      return `phase ${gate.phase} needs a person's approval`;
    case 'branch':
      return `it is merged into the protected branch ${gate.branch}`;
  }
}
