import { completeMarkdown } from './completeMarkdown.ts';
import { completeStatusLine } from './completeStatus.ts';
import { completeSwarm } from './completeSwarm.ts';
import type { Completions } from './completionItem.ts';
import type { Place } from './languageWorld.ts';

/** What may be written at a place; `isTyped` when the editor asks by itself after a trigger sign. Undefined where anything may. */
export function completeAt(place: Place, isTyped: boolean): Completions | undefined {
  const { document, position } = place;
  if (document.kind === 'swarm') return completeSwarm(place);
  if (/\.ya?ml$/i.test(document.path)) {
    return completeStatusLine(place, document.source.line(position.line).slice(0, position.character));
  }
  return completeMarkdown(place, isTyped);
}
