import type { OutputChunk } from '../../src/protocol/swarmSnapshot.ts';
import { element } from '../shared/element.ts';
import { LineBuffer, type TranscriptLine } from './lineBuffer.ts';

/** Lines kept on the page; older ones are in the session's log. */
const maxLines = 2_000;

/** Distance from the end, px, within which the person is taken to be reading the latest lines. */
const nearEnd = 24;

/** The streamed output of a session. Follows its end unless the person has scrolled up. */
export class TranscriptView {
  readonly root: HTMLElement;
  readonly #log: HTMLElement;
  readonly #latest: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #lines = new LineBuffer();
  #follows = true;
  #task: string | undefined;

  constructor(jumpButton: HTMLElement) {
    this.#log = element('div', {
      id: 'transcript',
      role: 'log',
      'aria-live': 'polite',
      'aria-label': 'Output',
      tabindex: '0',
    });
    this.#empty = element('p', { class: 'empty' }, 'Nothing has been printed yet.');
    this.#latest = jumpButton;
    this.#latest.hidden = true;
    this.#latest.addEventListener('click', () => this.#scrollToEnd());
    this.#log.addEventListener('scroll', () => this.#noteScroll());
    this.#log.append(this.#empty);
    this.root = element('section', { class: 'output' }, this.#log, this.#latest);
  }

  /** Replaces everything that is shown. */
  reset(chunks: readonly OutputChunk[]): void {
    this.#lines.clear();
    this.#task = undefined;
    this.#log.replaceChildren(this.#empty);
    this.append(chunks);
  }

  append(chunks: readonly OutputChunk[]): void {
    for (const chunk of chunks) this.#show(chunk);
    while (this.#log.childElementCount > maxLines) this.#log.firstElementChild?.remove();
    if (this.#follows) this.#scrollToEnd();
  }

  #show(chunk: OutputChunk): void {
    const { replaced, added } = this.#lines.append(chunk);
    this.#empty.remove();
    if (chunk.task !== this.#task) {
      this.#task = chunk.task;
      this.#log.append(element('div', { class: 'task' }, chunk.task));
    }
    if (replaced) this.#log.lastElementChild?.replaceWith(lineElement(replaced));
    this.#log.append(...added.map(lineElement));
  }

  #noteScroll(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    this.#follows = scrollHeight - scrollTop - clientHeight < nearEnd;
    this.#latest.hidden = this.#follows;
  }

  #scrollToEnd(): void {
    this.#follows = true;
    this.#latest.hidden = true;
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}

function lineElement(line: TranscriptLine): HTMLElement {
  return element('div', { class: `line ${line.stream}` }, line.text);
}
