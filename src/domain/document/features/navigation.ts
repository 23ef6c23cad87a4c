import type { DocumentPlace, Place } from './languageWorld.ts';
import type { Mention } from './mention.ts';
import { mentionAt, sameMentions } from './mentions.ts';

/** Where what stands at the place is stated; empty when it is nothing that has a place in the documents. */
export function findDefinition(place: Place): readonly DocumentPlace[] {
  const mention = mentionAt(place);
  if (!mention) return [];
  return sameMentions(place.world, mention).flatMap(({ document, mention: other }) =>
    isDefinition(other) ? [{ path: document.path, range: other.range }] : [],
  );
}

/** Everywhere in the world where what stands at the place is named. Without `includeDefinition`, where it is stated is left out. */
export function findReferences(place: Place, includeDefinition: boolean): readonly DocumentPlace[] {
  const mention = mentionAt(place);
  if (!mention) return [];
  return sameMentions(place.world, mention)
    .filter(({ mention: other }) => includeDefinition || !isDefinition(other))
    .map(({ document, mention: other }) => ({ path: document.path, range: other.range }));
}

/** The mentions in the place's own document of what stands there, for highlighting. */
export function findHighlights(place: Place): readonly DocumentPlace[] {
  const { world, document } = place;
  const mention = mentionAt(place);
  if (!mention) return [];
  return sameMentions(world, mention, [document]).map(({ mention: other }) => ({
    path: document.path,
    range: other.range,
  }));
}

function isDefinition(mention: Mention): boolean {
  if (mention.kind === 'task') return mention.role === 'definition' || mention.role === 'implicit';
  return mention.isDefinition;
}
