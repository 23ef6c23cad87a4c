import type { TranscriptPart } from '../../src/protocol/transcriptPart.ts';
import { element } from '../shared/element.ts';
import { stripAnsi } from '../shared/stripAnsi.ts';
import { diffRow, endWords, type CallState } from './callState.ts';
import { FoldView } from './foldView.ts';

type PartOf<K extends TranscriptPart['kind']> = Extract<TranscriptPart, { kind: K }>;

/** Lines of a call's output that the page keeps; the transcript has all of them. */
const maxOutput = 400;
const foldedOutput = 12;
const foldedResult = 6;
const foldedDiff = 24;

const marks: Readonly<Record<CallState, string>> = { running: '…', ok: '✓', failed: '✗', stopped: '–' };

/** A tool call or a command: its name and arguments, what it prints and changes, how it ended. */
export class CallView {
  readonly root: HTMLElement;
  readonly #began: number;
  readonly #mark = element('span', { class: 'mark', 'aria-hidden': 'true' });
  readonly #state = element('span', { class: 'state' });
  readonly #output = new FoldView('last', foldedOutput, 'Output');
  #isOver = false;

  /** `began`: ms since epoch. */
  constructor({ tool, about }: PartOf<'call'>, began: number, agent: HTMLElement | undefined) {
    this.#began = began;
    const head = element('div', { class: 'head' }, ...(agent ? [agent] : []), this.#mark);
    head.append(element('span', { class: 'tool' }, tool), element('span', { class: 'about' }, about), this.#state);
    this.root = element('div', { class: 'call', role: 'group', 'aria-label': `${tool} ${about}` }, head);
    this.#show('running', 'running');
  }

  get lines(): HTMLElement {
    if (!this.#output.root.isConnected) this.root.append(this.#output.root);
    return this.#output.rows;
  }

  /** Keeps what is shown of its output within bounds. */
  trim(): void {
    const { rows } = this.#output;
    while (rows.childElementCount > maxOutput) rows.firstElementChild?.remove();
    if (this.#isOver) this.#output.fold();
  }

  change(part: PartOf<'diff'>): void {
    this.root.append(diffElement(part));
  }

  end(part: PartOf<'ended'>, at: number): void {
    this.#isOver = true;
    this.#show(part.ok ? 'ok' : 'failed', endWords(part, this.#began, at));
    this.#output.fold();
    if (part.result.trim() === '') return;
    const result = new FoldView('first', foldedResult, 'Result');
    for (const line of stripAnsi(part.result).trimEnd().split('\n'))
      result.rows.append(element('div', { class: 'row' }, line));
    result.root.classList.add('result');
    result.fold();
    this.root.append(result.root);
  }

  /** Nobody will say any more how it ended. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#show('stopped', 'stopped');
    this.#output.fold();
  }

  #show(state: CallState, words: string): void {
    this.root.className = `call ${state}`;
    this.#mark.textContent = marks[state];
    this.#state.textContent = words;
  }
}

/** What was changed in a file. The marks of its lines are text, so that they are read out and copied. */
export function diffElement({ path, patch, added, removed }: PartOf<'diff'>): HTMLElement {
  const label = `Change of ${path}: ${added} lines added, ${removed} removed`;
  const fold = new FoldView('first', foldedDiff, 'Diff');
  for (const line of stripAnsi(patch).split('\n'))
    fold.rows.append(element('div', { class: `row ${diffRow(line)}` }, line));
  fold.fold();
  const counts = element('span', { class: 'counts' });
  counts.append(
    element('span', { class: 'plus' }, `+${added}`),
    ' ',
    element('span', { class: 'minus' }, `−${removed}`),
  );
  const head = element('div', { class: 'head' }, element('span', { class: 'path' }, path), counts);
  return element('div', { class: 'diff', role: 'group', 'aria-label': label }, head, fold.root);
}
