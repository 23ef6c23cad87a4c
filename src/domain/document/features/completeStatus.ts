import { statusStates } from '../statusFields.ts';
import { sessionCandidates, taskCandidates } from './candidates.ts';
import { completionsFor, wordAround, type Completions } from './completionItem.ts';
import type { Place } from './languageWorld.ts';

/** What may stand behind `status:` and behind the fields of a status document that name tasks or sessions; undefined elsewhere. */
export function completeStatusLine(place: Place, before: string): Completions | undefined {
  const key = /^\s{0,20}(?:[-*+]\s+)?(?:\*\*)?([A-Za-z_][\w ]{0,40}?)(?:\*\*:|:\*\*|:)\s/.exec(before)?.[1];
  const word = wordAround(place.document.source, place.position);
  switch (key?.toLowerCase().replaceAll(' ', '_')) {
    case 'status':
    case 'state':
      return completionsFor(
        word,
        statusStates.map((label) => ({ label, kind: 'value' })),
      );
    case 'blocked_on':
    case 'helping':
    case 'can_help':
    case 'accepts_help_from':
      return completionsFor(word, [...sessionCandidates(place.world), ...taskCandidates(place)]);
    case 'session':
      return completionsFor(word, sessionCandidates(place.world));
    case 'task':
    case 'current_task':
    case 'completed_tasks':
    case 'next':
      return completionsFor(word, taskCandidates(place));
    default:
      return undefined;
  }
}
