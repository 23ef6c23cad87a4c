import { missingVoters } from '../../domain/guard/decideVote.ts';
import { whyUnmerged } from '../../domain/task/whyMerge.ts';
import { explainPermit } from '../../domain/task/whyPermit.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import { explain } from '../../domain/task/why.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { Health } from './presence.ts';

type Needs = SwarmSnapshot['needsYou'];

/** What a person is asked for: approvals, questions, and decisions whose missing voters are not there. `health` tells who is. */
export function guardNeeds(state: SwarmState, health: (session: string) => Health): Needs {
  return [...approvals(state), ...permits(state), ...questions(state), ...decisions(state, health)];
}

function approvals(state: SwarmState): Needs {
  return [...state.guard.openApprovals].flatMap((id) => {
    const approval = state.guard.approvals.get(id);
    if (!approval) return [];
    const { task, gates } = approval;
    const submitted = approval.commit === undefined ? undefined : state.tasks.get(task);
    const { reason, action } =
      (submitted && whyUnmerged(state, submitted)) ??
      explain(state, { code: 'blocked', task, waitsFor: [], blockers: [], gates });
    return [{ subject: task, reason, action, answer: { kind: 'approval' as const, id } }];
  });
}

function permits({ guard }: SwarmState): Needs {
  return [...guard.openPermits].flatMap((id) => {
    const permit = guard.permits.get(id);
    if (!permit) return [];
    return [{ subject: permit.task, ...explainPermit(permit), answer: { kind: 'approval' as const, id } }];
  });
}

function questions(state: SwarmState): Needs {
  return [...state.guard.openQuestions].flatMap((id) => {
    const question = state.guard.questions.get(id);
    if (!question) return [];
    // What one session asks another is theirs to settle, unless the one that was asked has left.
    const { to } = question;
    if (to !== undefined && state.sessions.get(to)?.withdrawn !== true) return [];
    return [
      {
        subject: id,
        session: question.session,
        reason: `${question.session} asks${to === undefined ? '' : ` ${to}, who is no longer in the swarm`}: ${question.text}`,
        action: `Answer it with \`s2 answer ${id} <text>\`.`,
        answer: { kind: 'question' as const, id },
      },
    ];
  });
}

function decisions(state: SwarmState, health: (session: string) => Health): Needs {
  return [...state.guard.openDecisions].flatMap((id) => {
    const decision = state.guard.decisions.get(id);
    const missing = decision ? missingVoters(state, decision) : [];
    if (!decision || missing.some((session) => health(session) === 'healthy')) return [];
    return [
      {
        subject: id,
        reason: `"${decision.title}" has ${decision.votes.size} votes and waits for ${missing.join(', ')}, who are not there.`,
        action: 'Launch the swarm so that they can vote, or take them out of swarm.yaml.',
        answer: { kind: 'decision' as const, id },
      },
    ];
  });
}
