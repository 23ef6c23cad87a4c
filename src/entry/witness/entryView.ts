import { describeEntry, taskOfEvent } from '../../app/report/describeEntry.ts';
import { printable } from '../../app/report/printable.ts';
import type { StoredBody } from '../../domain/witness/chain.ts';
import type { Entry } from '../../domain/witness/entry.ts';
import { toHex } from '../../domain/witness/primitives.ts';
import { readEntry } from '../../domain/witness/readEntry.ts';
import type { WitnessEntryView } from '../../protocol/witnessView.ts';

const longest = 2_000;

/** One line of bounded length without control characters: what it holds came from documents and agents. */
export function plainLine(text: string, most = longest): string {
  const line = printable(text.replaceAll(/\s+/g, ' ')).trim();
  return line.length > most ? `${line.slice(0, most)} …` : line;
}

/** An entry in plain words, as it is stored at `sequence`; one that cannot be read is said to be so, because nothing here was verified. */
export function entryView({ body, hash }: StoredBody, sequence: number): WitnessEntryView {
  const entry = readEntry(body);
  const described = entry && describeReadable(entry);
  if (!described) return unreadable(sequence, toHex(hash).slice(0, 64));
  return { ...described, hash: toHex(hash).slice(0, 64) };
}

function describeReadable(entry: Entry): Omit<WitnessEntryView, 'hash'> | undefined {
  try {
    const { sequence, when, who, what, why, authority } = describeEntry(entry);
    const task = taskOfEvent(entry.event);
    return {
      sequence,
      when,
      who: plainLine(who),
      what: plainLine(what),
      why: plainLine(why),
      authority: plainLine(authority),
      task: task === undefined ? null : plainLine(task, 400),
      trace: plainLine(entry.trace),
    };
  } catch (cause) {
    // A frame was read, but not an event that anybody of us wrote: the verification says what happened to it.
    if (cause instanceof TypeError || cause instanceof RangeError) return undefined;
    throw cause;
  }
}

function unreadable(sequence: number, hash: string): WitnessEntryView {
  const unknown = 'unknown';
  return {
    sequence,
    when: '',
    who: unknown,
    what: 'This entry cannot be read.',
    why: unknown,
    authority: unknown,
    task: null,
    hash,
    trace: unknown,
  };
}
