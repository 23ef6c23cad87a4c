import type { OutputChunk } from '../../src/protocol/swarmSnapshot.ts';
import { element } from '../shared/element.ts';

/** Not more often than this is something read out, ms. */
const everyMs = 5_000;

/** Tells those who hear the page what is new, in a word now and then instead of every line. */
export class Announcer {
  readonly root = element('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  #said = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  note(chunk: OutputChunk): void {
    this.#said = newsOf(chunk) ?? this.#said;
    if (this.#said === '' || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.root.textContent = this.#said;
      this.#said = '';
    }, everyMs);
  }
}

/** What is worth to be told of a piece of a transcript; undefined when nothing is. */
export function newsOf({ task, part }: OutputChunk): string | undefined {
  switch (part?.kind) {
    case 'call':
      return `${task}: ${part.tool} ${part.about}`;
    case 'diff':
      return `${task}: changed ${part.path}`;
    case 'ended':
      return part.ok ? undefined : `${task}: a step failed`;
    case 'heard':
      return `The agent of ${task} has read a message`;
    default:
      return undefined;
  }
}
