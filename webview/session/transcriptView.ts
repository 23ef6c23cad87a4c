import type { OutputChunk } from '../../src/protocol/swarmSnapshot.ts';
import { element } from '../shared/element.ts';
import { AgentNames } from './agentNames.ts';
import { LineBuffer, type TranscriptLine } from './lineBuffer.ts';

/** Lines kept on the page; older ones are in the session's log. */
const maxLines = 2_000;

/** Distance from the end, px, within which the person is taken to be reading the latest lines. */
const nearEnd = 24;

/** The streamed output of a session; where several agents print at once, each line says whose it is. Follows its end unless the person has scrolled up. */
export class TranscriptView {
  readonly root: HTMLElement;
  readonly #log: HTMLElement;
  readonly #latest: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #lines = new LineBuffer();
  readonly #agents = new AgentNames();
  /** The last line of each task, as long as it may go on. */
  readonly #last = new Map<string, HTMLElement>();
  #follows = true;

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
    this.#agents.clear();
    this.#last.clear();
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
    const { agent, task } = chunk;
    if (this.#agents.begins(agent, task))
      this.#log.append(element('div', { class: 'task' }, agent === undefined ? task : `${task} · ${agent}`));
    const lines = added.map((line) => this.#lineElement(line));
    const again = replaced && this.#lineElement(replaced);
    if (again) this.#last.get(task)?.replaceWith(again);
    this.#log.append(...lines);
    this.#log.classList.toggle('many', this.#agents.areMany);
    const last = lines.at(-1) ?? again;
    if (last && !chunk.text.endsWith('\n')) this.#last.set(task, last);
    else this.#last.delete(task);
  }

  #lineElement({ stream, text, agent }: TranscriptLine): HTMLElement {
    if (agent === undefined) return element('div', { class: `line ${stream}` }, text);
    const name = element('span', { class: `agent ${this.#agents.colourOf(agent)}` }, agent);
    return element('div', { class: `line ${stream}` }, name, element('span', { class: 'text' }, text));
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
