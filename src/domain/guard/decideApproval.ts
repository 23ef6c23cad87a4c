import type { SwarmEvent } from '../task/event.ts';
import { taskId } from '../task/ids.ts';
import { accept, refuse, type Decision } from '../task/refusal.ts';
import type { SwarmState } from '../task/swarmState.ts';
import type { Approval, Verdict } from './approval.ts';
import { decideAnswer } from './decideDialogue.ts';
import { approvalId, questionId, type QuestionId } from './ids.ts';
import { decidePermitVerdict, findPermit } from './decidePermit.ts';
import { askMerges, refuseMerge } from './mergeApproval.ts';
import { shutGates } from './needsApproval.ts';

/**
 * Decides whether a person's verdict on an approval is taken: `id` is the approval's, or that of the task it stands for. What was
 * decided once stays so. It may be a request to run a command or reach a host, or a question by which an outside agent asks for permission. An approved task may be claimed; a rejected one has failed until a person reopens it, and then asks again.
 */
export function decideVerdict(state: SwarmState, id: string, verdict: Verdict): Decision<SwarmEvent> {
  const approval = findApproval(state, id);
  const permit = approval?.stage.state === 'asked' ? undefined : findPermit(state, id);
  if (permit) return decidePermitVerdict(permit, verdict);
  if (!approval && state.tasks.has(taskId(id)))
    return refuse({
      code: 'forbidden',
      reason: `nobody has asked for an approval of ${id}`,
      next: '`s2 inbox` lists what waits for you.',
    });
  if (!approval) return answerQuestion(state, questionId(id), verdict);
  const { stage } = approval;
  if (stage.state === 'lapsed')
    return refuse({
      code: 'forbidden',
      reason: `${approval.id} has lapsed, because its task or the policy has changed`,
    });
  if (stage.state !== 'asked')
    return refuse({
      code: 'forbidden',
      reason: `${approval.id} was ${stage.state} by ${stage.by} already`,
      ...(stage.state === 'rejected' ? { next: `\`s2 reopen ${approval.task}\` asks for an approval again.` } : {}),
    });
  const decided: SwarmEvent = { type: 'approval.decided', approval: approval.id, task: approval.task, ...verdict };
  return accept(decided, ...refuseMerge(state, approval, verdict));
}

/** The approvals that have to be asked for now: of every task that nothing else keeps, and every commit that is to go to a protected branch. */
export function askApprovals(state: SwarmState): readonly SwarmEvent[] {
  const begin = [...state.guard.unasked].flatMap((id, at): readonly SwarmEvent[] => {
    const task = state.tasks.get(id);
    // The sequence of the entry makes a name that nobody else has.
    const approval = approvalId(`A${state.sequence + 1 + at}`);
    return task ? [{ type: 'approval.asked', approval, task: id, gates: shutGates(state, task) }] : [];
  });
  return [...begin, ...askMerges(state, begin.length)];
}

/** The words begin with the verdict: by that `isConsent` tells a yes. */
function answerQuestion(
  state: SwarmState,
  question: QuestionId,
  { verdict, by, reason }: Verdict,
): Decision<SwarmEvent> {
  const asked = state.guard.questions.get(question);
  if (!asked || asked.to !== undefined) return refuse({ code: 'unknown', what: 'approval', id: question });
  const text = reason === '' ? verdict : `${verdict}: ${reason}`;
  return decideAnswer(state, { question, by: { kind: 'person', name: by }, text });
}

function findApproval(state: SwarmState, id: string): Approval | undefined {
  const task = state.tasks.get(taskId(id));
  const named = task?.progress.stage === 'submitted' ? (task.mergeApproval ?? task.approval) : task?.approval;
  return state.guard.approvals.get(named ?? approvalId(id));
}
