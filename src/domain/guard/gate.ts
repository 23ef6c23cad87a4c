import type { GuardPolicy } from './guardPolicy.ts';

/** Why a person has to approve a task before anybody may claim it, or, for a branch, its commit before it is merged. */
export type Gate =
  | { readonly kind: 'cost'; readonly estimate: number; readonly above: number }
  | { readonly kind: 'phase'; readonly phase: number }
  | { readonly kind: 'branch'; readonly branch: string };

/** What gates look at: a task as planned. */
export interface Gated {
  readonly phase?: number;
  readonly estimate: { readonly cost?: number };
}

/** The gates that a policy puts before the claim of a task. A task without an estimate of its cost has no gate of cost. */
export function gatesOf(task: Gated, policy: GuardPolicy): readonly Gate[] {
  const { cost } = task.estimate;
  const { approvalRequiredAbove: above, humanApprovalPhases } = policy;
  const gates: Gate[] = [];
  if (above !== null && cost !== undefined && cost > above) gates.push({ kind: 'cost', estimate: cost, above });
  if (task.phase !== undefined && humanApprovalPhases.includes(task.phase))
    gates.push({ kind: 'phase', phase: task.phase });
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
      return `it is to be merged into the protected branch ${gate.branch}`;
  }
}
