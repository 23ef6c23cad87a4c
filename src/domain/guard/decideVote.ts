import type { SwarmEvent } from '../task/event.ts';
import type { SessionId } from '../task/ids.ts';
import { accept, refuse, type Decision as Answer } from '../task/refusal.ts';
import type { SwarmState } from '../task/swarmState.ts';
import { judge, ruleFor, type Decision, type Vote } from './decision.ts';
import { dialogueLimits } from './dialogue.ts';
import { decisionId, type DecisionId } from './ids.ts';
import type { Speaker } from './speaker.ts';
import { refuseSpeaker } from './refuseSpeaker.ts';

/** What is put to the vote: the hazards that the proposer names, and the share of results that contradict each other (0 to 1). */
export interface Proposed {
  readonly by: Speaker;
  readonly title: string;
  readonly hazards: readonly string[];
  readonly conflict: number;
}

/** Decides whether something may be put to the vote of the sessions. */
export function decidePropose(state: SwarmState, proposed: Proposed, now: number): Answer<SwarmEvent> {
  const { decisions: policy } = state.policy.guard;
  const silenced = refuseSpeaker(state, proposed.by, now);
  if (silenced) return refuse(silenced);
  if (state.guard.openDecisions.size >= dialogueLimits.openDecisions)
    return refuse({ code: 'forbidden', reason: `${dialogueLimits.openDecisions} decisions are open already` });
  const unknown = proposed.hazards.find((hazard) => !policy.hazards.includes(hazard));
  if (unknown !== undefined)
    return refuse({ code: 'forbidden', reason: `the hazard ${unknown} is none of ${policy.hazards.join(', ')}` });
  const decision = decisionId(`D${state.sequence + 1}`);
  const { by, title } = proposed;
  return accept({ type: 'decision.proposed', decision, by, title, rule: ruleFor(policy, proposed) });
}

/** Decides whether a session's vote counts; the one that settles the decision closes it. A session votes once, and a vote against has a reason. */
export function decideVote(state: SwarmState, id: DecisionId, vote: Vote): Answer<SwarmEvent> {
  const voter = state.sessions.get(vote.session);
  if (!voter || voter.withdrawn) return refuse({ code: 'unknown', what: 'session', id: vote.session });
  const decision = state.guard.decisions.get(id);
  if (!decision) return refuse({ code: 'unknown', what: 'decision', id });
  if (decision.stage.state !== 'open')
    return refuse({ code: 'forbidden', reason: `${id} was ${decision.stage.state} already` });
  if (decision.votes.has(vote.session))
    return refuse({ code: 'forbidden', reason: `${vote.session} has voted on ${id} already` });
  if (vote.choice === 'no' && vote.rationale === '')
    return refuse({
      code: 'forbidden',
      reason: 'a vote against needs a rationale',
      next: 'Vote again and say why (`--rationale`).',
    });
  if (vote.choice === 'no' && decision.rule.hazards.length > 0 && vote.alternative === '')
    return refuse({
      code: 'forbidden',
      reason: `${decision.rule.hazards.join(', ')} is at stake, so a vote against needs an alternative`,
      next: 'Vote again and say what to do instead (`--alternative`).',
    });
  const votes = new Map([...decision.votes, [vote.session, vote]]);
  return accept({ type: 'vote.cast', decision: id, ...vote }, ...close(state, decision, votes));
}

/** The decisions that are settled because sessions have left: those that were missing for the quorum are no more. */
export function closeSettled(state: SwarmState): readonly SwarmEvent[] {
  for (const id of state.guard.openDecisions) {
    const decision = state.guard.decisions.get(id);
    const events = decision ? close(state, decision, decision.votes) : [];
    if (events.length > 0) return events;
  }
  return [];
}

/** The sessions that may vote and have not. */
export function missingVoters(state: SwarmState, decision: Decision): readonly SessionId[] {
  return [...state.sessions.values()]
    .filter(({ withdrawn, spec }) => !withdrawn && !decision.votes.has(spec.id))
    .map(({ spec }) => spec.id);
}

function close(state: SwarmState, decision: Decision, votes: ReadonlyMap<SessionId, Vote>): readonly SwarmEvent[] {
  const voted = [...votes.values()];
  // Missing ones are counted before the vote that is cast now.
  const missing = missingVoters(state, decision).filter((session) => !votes.has(session)).length;
  const outcome = judge(decision.rule, voted, voted.length + missing);
  if (outcome === 'open') return [];
  const yes = voted.filter(({ choice }) => choice === 'yes').length;
  return [{ type: 'decision.closed', decision: decision.id, outcome, yes, no: voted.length - yes }];
}
