import type { SwarmEvent } from '../task/event.ts';
import type { SwarmState } from '../task/swarmState.ts';
import type { TaskState } from '../task/taskState.ts';
import type { Approval, Verdict } from './approval.ts';
import { fits } from './commandNames.ts';
import type { Gate } from './gate.ts';
import { lapseApproval } from './guardState.ts';
import { approvalId } from './ids.ts';

type BranchGate = Extract<Gate, { kind: 'branch' }>;

/** The commit that a person has to let be merged, and the protected branch that it goes to. */
export interface MergeGate {
  readonly commit: string;
  readonly gate: BranchGate;
}

/** Whether the swarm merges into a branch that only a person lets anything be merged into. `*` in a pattern stands for anything. */
export function isProtected({ policy, integrationBranch }: SwarmState): boolean {
  return policy.guard.protectedBranches.some((pattern) => fits(pattern, integrationBranch));
}

/** What keeps a submitted task from being merged until a person approves its commit; undefined when nothing does. */
export function mergeGate(state: SwarmState, task: TaskState): MergeGate | undefined {
  const { progress } = task;
  if (progress.stage !== 'submitted' || !isProtected(state)) return undefined;
  const { commit } = progress;
  const approval = approvalOf(state, task, commit);
  return approval?.stage.state === 'approved'
    ? undefined
    : { commit, gate: { kind: 'branch', branch: state.integrationBranch } };
}

/** Whether the merge queue may have a submitted task, by what the ledger keeps: `durable` is the last sequence that it does. */
export function mayMerge(state: SwarmState, task: TaskState, durable: number): boolean {
  const { progress } = task;
  if (progress.stage !== 'submitted' || progress.order > durable) return false;
  if (!isProtected(state)) return true;
  const stage = approvalOf(state, task, progress.commit)?.stage;
  return stage?.state === 'approved' && stage.sequence <= durable;
}

/** The approvals of merges that have to be asked for now; `taken` names were given out already at this sequence. */
export function askMerges(state: SwarmState, taken: number): readonly SwarmEvent[] {
  if (state.submitted.size === 0 || !isProtected(state)) return [];
  const asked: SwarmEvent[] = [];
  for (const id of state.submitted) {
    const task = state.tasks.get(id);
    const gate = task && mergeGate(state, task);
    if (!gate || approvalOf(state, task, gate.commit)?.stage.state === 'asked') continue;
    const approval = approvalId(`A${state.sequence + 1 + taken + asked.length}`);
    asked.push({ type: 'approval.asked', approval, task: id, gates: [gate.gate], commit: gate.commit });
  }
  return asked;
}

/** What else a person's no to a merge comes to: the work has failed, for good until a person reopens it. */
export function refuseMerge(
  state: SwarmState,
  { commit, task: id }: Approval,
  verdict: Verdict,
): readonly SwarmEvent[] {
  const task = state.tasks.get(id);
  if (commit === undefined || verdict.verdict === 'approved' || task?.progress.stage !== 'submitted') return [];
  const { by, reason } = verdict;
  const refused = `${by} refused to have ${commit.slice(0, 12)} merged into ${state.integrationBranch}: ${reason}`;
  return [{ type: 'task.failed', task: id, epoch: task.epoch, final: true, reason: refused, evidence: [] }];
}

/** Takes back what was asked about the merge of a task that is no longer handed in, or whose branch is not protected any more. */
export function forgetMerge(state: SwarmState, task: TaskState): void {
  if (task.mergeApproval !== undefined) lapseApproval(state.guard, task.mergeApproval);
}

/** What was last asked about the merge of exactly this commit of the task. */
function approvalOf(state: SwarmState, { mergeApproval }: TaskState, commit: string): Approval | undefined {
  const approval = mergeApproval === undefined ? undefined : state.guard.approvals.get(mergeApproval);
  return approval?.commit === commit ? approval : undefined;
}
