import { assertNever } from '../../src/base/assertNever.ts';
import type { OutputChunk } from '../../src/protocol/swarmSnapshot.ts';
import { element } from '../shared/element.ts';
import { AgentNames } from './agentNames.ts';
import { Announcer } from './announcer.ts';
import { CallView, diffElement } from './callView.ts';
import { channelOf, LineBuffer, type TranscriptLine } from './lineBuffer.ts';

/** Entries kept on the page; older ones are in the transcript. */
const maxEntries = 1_000;
/** Elements that all of them may have together. */
const maxElements = 8_000;

/** Distance from the end, px, within which the person is taken to be reading the latest lines. */
const nearEnd = 24;

/** What a session's agents do, say and print; where several are at work at once, each entry says whose it is. Follows its end unless the person has scrolled up. */
export class TranscriptView {
  readonly root: HTMLElement;
  readonly #log = element('div', {
    id: 'transcript',
    role: 'log',
    // Everything would be read out as it streams: the announcer says what is new in a word.
    'aria-live': 'off',
    'aria-label': 'Transcript',
    tabindex: '0',
  });
  readonly #latest: HTMLElement;
  readonly #earlier: HTMLElement;
  readonly #empty = element('p', { class: 'empty' }, 'Nothing has been printed yet.');
  readonly #announcer = new Announcer();
  readonly #lines = new LineBuffer();
  readonly #agents = new AgentNames();
  /** The last line of each channel, as long as it may go on. */
  readonly #last = new Map<string, HTMLElement>();
  /** Calls by claim and name. */
  readonly #calls = new Map<string, { readonly task: string; readonly epoch: number; readonly view: CallView }>();
  #working: ReadonlySet<string> | undefined;
  #follows = true;

  constructor(jumpButton: HTMLElement, openTranscript: () => void) {
    this.#earlier = element(
      'button',
      { type: 'button', class: 'earlier' },
      'Earlier output is in the transcript: open it',
    );
    this.#earlier.addEventListener('click', openTranscript);
    this.#latest = jumpButton;
    this.#latest.hidden = true;
    this.#latest.addEventListener('click', () => this.#scrollToEnd());
    this.#log.addEventListener('scroll', () => this.#noteScroll());
    this.root = element('section', { class: 'output' }, this.#earlier, this.#log, this.#latest, this.#announcer.root);
    this.#forget();
  }

  focus(): void {
    this.#log.focus();
  }

  /** Replaces everything that is shown. */
  reset(chunks: readonly OutputChunk[]): void {
    this.#forget();
    for (const chunk of chunks) this.#show(chunk);
    if (this.#working) this.works(this.#working);
    this.#trim();
  }

  append(chunks: readonly OutputChunk[]): void {
    for (const chunk of chunks) {
      this.#show(chunk);
      this.#announcer.note(chunk);
    }
    this.#trim();
  }

  /** Which tasks are at work: what was begun for others will not be heard to end. */
  works(tasks: ReadonlySet<string>): void {
    this.#working = tasks;
    this.#stop(({ task }) => !tasks.has(task));
  }

  #stop(isOver: (call: { readonly task: string; readonly epoch: number }) => boolean): void {
    for (const [name, call] of this.#calls)
      if (isOver(call)) {
        call.view.stop();
        this.#calls.delete(name);
      }
  }

  #forget(): void {
    this.#lines.clear();
    this.#agents.clear();
    this.#last.clear();
    this.#calls.clear();
    this.#earlier.hidden = true;
    this.#log.replaceChildren(this.#empty);
  }

  #show(chunk: OutputChunk): void {
    this.#empty.remove();
    const { agent, task, part } = chunk;
    if (this.#agents.begins(agent, task))
      this.#log.append(element('div', { class: 'task' }, agent === undefined ? task : `${task} · ${agent}`));
    switch (part?.kind) {
      case undefined:
      case 'said':
      case 'thought':
      case 'printed':
        this.#print(chunk);
        break;
      case 'call': {
        const { epoch } = chunk;
        this.#stop((call) => call.task === task && call.epoch !== epoch);
        const view = new CallView(part, chunk.at, this.#agentName(agent));
        this.#calls.set(callKey(chunk, part.call), { task, epoch, view });
        this.#log.append(view.root);
        break;
      }
      case 'ended': {
        const name = callKey(chunk, part.call);
        const call = this.#calls.get(name);
        this.#calls.delete(name);
        if (call) call.view.end(part, chunk.at);
        else this.#print(chunk);
        break;
      }
      case 'diff': {
        const call = part.call === null ? undefined : this.#calls.get(callKey(chunk, part.call));
        if (call) call.view.change(part);
        else this.#log.append(diffElement(part));
        break;
      }
      case 'heard':
        this.#log.append(heardElement(part.from, chunk.text));
        break;
      default:
        assertNever(part);
    }
    this.#log.classList.toggle('many', this.#agents.areMany);
  }

  #print(chunk: OutputChunk): void {
    const { replaced, added } = this.#lines.append(chunk);
    const channel = channelOf(chunk);
    const call = chunk.part?.kind === 'printed' ? this.#calls.get(callKey(chunk, chunk.part.call)) : undefined;
    const lines = added.map((line) => this.#lineElement(line));
    const again = replaced && this.#lineElement(replaced);
    if (again) this.#last.get(channel)?.replaceWith(again);
    (call?.view.lines ?? this.#log).append(...lines);
    call?.view.trim();
    const last = lines.at(-1) ?? again;
    if (last && !chunk.text.endsWith('\n')) this.#last.set(channel, last);
    else this.#last.delete(channel);
  }

  #lineElement({ voice, text, agent }: TranscriptLine): HTMLElement {
    const name = this.#agentName(agent);
    if (!name) return element('div', { class: `line ${voice}` }, text);
    return element('div', { class: `line ${voice}` }, name, element('span', { class: 'text' }, text));
  }

  #agentName(agent: string | undefined): HTMLElement | undefined {
    if (agent === undefined) return undefined;
    return element('span', { class: `agent ${this.#agents.colourOf(agent)}` }, agent);
  }

  #trim(): void {
    let elements = this.#log.getElementsByTagName('*').length;
    while (this.#log.childElementCount > 1 && (this.#log.childElementCount > maxEntries || elements > maxElements)) {
      const first = this.#log.firstElementChild;
      elements -= 1 + (first?.getElementsByTagName('*').length ?? 0);
      first?.remove();
      this.#earlier.hidden = false;
    }
    if (this.#follows) this.#scrollToEnd();
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

function callKey({ task, epoch }: OutputChunk, call: string): string {
  return `${task}\n${epoch}\n${call}`;
}

function heardElement(from: string, text: string): HTMLElement {
  return element(
    'div',
    { class: 'heard' },
    element('span', { class: 'from' }, `${from}, read by the agent`),
    element('span', { class: 'text' }, text.trimEnd()),
  );
}
