import { describeGate } from '../../domain/guard/gate.ts';
import type { GuardEvent } from '../../domain/guard/guardEvent.ts';
import { describeSubjects, describeWanted } from '../../domain/guard/permit.ts';
import { nameOfSpeaker } from '../../domain/guard/speaker.ts';

/** One line about an approval, a decision or something said; undefined for what only the record needs. */
export function describeGuardEvent(event: GuardEvent): string | undefined {
  switch (event.type) {
    case 'approval.asked':
      return `${event.task}${event.commit === undefined ? '' : ` (${event.commit.slice(0, 12)})`} waits for an approval: ${event.gates.map(describeGate).join(', and ')}`;
    case 'approval.decided':
      return `${event.by} ${event.verdict} ${event.task}${event.reason === '' ? '' : `: ${event.reason}`}`;
    case 'permit.asked':
      return `${event.session} waits for an approval to ${describeWanted(event.wanted)} (${event.permit}): ${describeSubjects(event.subjects)} is new here`;
    case 'permit.decided':
      return `${event.by} ${event.verdict} ${event.permit}${event.reason === '' ? '' : `: ${event.reason}`}`;
    case 'permit.withdrawn':
      return `${event.permit} is withdrawn: the attempt that asked for it has ended`;
    case 'decision.proposed':
      return `${nameOfSpeaker(event.by)} proposes ${event.decision}: ${event.title}`;
    case 'vote.cast':
      return `${event.session} votes ${event.choice} on ${event.decision}`;
    case 'decision.closed':
      return `${event.decision} is ${event.outcome} (${event.yes} yes, ${event.no} no)`;
    case 'question.asked':
      return `${event.session} asks ${event.to ?? 'a person'} (${event.question}): ${event.text}`;
    case 'question.answered':
      return `${nameOfSpeaker(event.by)} answers ${event.question}: ${event.text}`;
    case 'result.claimed':
      return `${event.session} claims ${event.result}${event.of === null ? '' : ` of ${event.of}`}: ${event.text}`;
    case 'result.linked':
      return `${event.session} says that ${event.from} ${event.relation} ${event.to} (${event.link}, severity ${event.severity})${event.reason === '' ? '' : `: ${event.reason}`}`;
    case 'contradiction.settled':
      return `${event.link} is settled: ${event.stands} stands`;
    case 'question.withdrawn':
      return `${event.question} is withdrawn: nobody waits for its answer any more`;
    case 'message.sent':
      return `${nameOfSpeaker(event.from)} to ${event.to}: ${event.text}`;
    case 'inbox.acknowledged':
      return undefined;
  }
}
