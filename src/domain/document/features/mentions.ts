import type { SwarmDocument } from '../model.ts';
import { comparePositions } from '../range.ts';
import type { World } from '../world.ts';
import { allDocuments, type Place } from './languageWorld.ts';
import { mentionKey, touches, type Mention } from './mention.ts';
import { nameMentions } from './nameMentions.ts';
import { taskMentions } from './taskMentions.ts';

const known = new WeakMap<World, WeakMap<SwarmDocument, readonly Mention[]>>();

/** Everything that a document names, in no order. Found once for each world. */
export function mentionsOf(world: World, document: SwarmDocument): readonly Mention[] {
  const byDocument = known.get(world) ?? new WeakMap<SwarmDocument, readonly Mention[]>();
  known.set(world, byDocument);
  const before = byDocument.get(document);
  if (before) return before;
  const found = [...taskMentions(world, document), ...nameMentions(world, document)];
  byDocument.set(document, found);
  return found;
}

/** The narrowest mention at a place: a dependency within a heading before the heading itself. */
export function mentionAt({ world, document, position }: Place): Mention | undefined {
  const here = mentionsOf(world, document).filter(({ range }) => touches(range, position));
  return here.toSorted((a, b) => widthOf(a) - widthOf(b))[0];
}

function widthOf({ range }: Mention): number {
  const isOneLine = range.start.line === range.end.line;
  return isOneLine ? range.end.character - range.start.character : Number.MAX_SAFE_INTEGER;
}

/** Every mention in `documents` of what `mention` means, with the document it stands in, by document and place. */
export function sameMentions(
  world: World,
  mention: Mention,
  documents: readonly SwarmDocument[] = allDocuments(world),
): readonly { readonly document: SwarmDocument; readonly mention: Mention }[] {
  const key = mentionKey(mention);
  return documents.flatMap((document) =>
    mentionsOf(world, document)
      .filter((other) => mentionKey(other) === key)
      .toSorted((a, b) => comparePositions(a.range.start, b.range.start))
      .map((other) => ({ document, mention: other })),
  );
}
