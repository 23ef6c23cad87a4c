import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { DeadLetter } from '../ports/consumerJournal.ts';

/** How a person names a letter: `<consumer>/<sequence>`. */
export function letterId({ consumer, sequence }: Pick<DeadLetter, 'consumer' | 'sequence'>): string {
  return `${consumer}/${sequence}`;
}

/** Reads the name of a letter; undefined when it is none. */
export function parseLetterId(id: string): Pick<DeadLetter, 'consumer' | 'sequence'> | undefined {
  const found = /^([a-z-]{1,50})\/([1-9][0-9]{0,14})$/.exec(id);
  return found ? { consumer: found[1] ?? '', sequence: Number(found[2]) } : undefined;
}

/** What a person is told about letters, one matter for each consumer: a hundred of one are one cause. */
export function needsOfLetters(letters: readonly DeadLetter[]): SwarmSnapshot['needsYou'] {
  const parked = letters.filter(({ retry }) => !retry);
  return [...Map.groupBy(parked, ({ consumer }) => consumer)].map(([consumer, own]) => {
    const first = own[0];
    const more = own.length > 1 ? ` (and ${own.length - 1} more)` : '';
    return {
      subject: first ? letterId(first) : consumer,
      reason: `${consumer} could not handle entry ${first?.sequence ?? 0}${more}: ${first?.error ?? ''}`,
      action: 'Remove the cause, then try again with `s2 dead-letters retry`.',
    };
  });
}
