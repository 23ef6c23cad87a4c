import { element } from '../shared/element.ts';

/** Which end of a long text stays in sight when it is folded. */
export type Kept = 'first' | 'last';

/** Rows of which only `limit` are shown while it is folded; the page shows all of them on demand. */
export class FoldView {
  readonly root: HTMLElement;
  readonly rows: HTMLElement;
  readonly #button: HTMLElement;
  readonly #kept: Kept;
  readonly #limit: number;
  #open = false;

  constructor(kept: Kept, limit: number, label: string) {
    this.#kept = kept;
    this.#limit = limit;
    this.rows = element('div', { class: 'rows' });
    this.#button = element('button', { type: 'button', class: 'more', 'aria-expanded': 'false', 'aria-label': label });
    this.#button.addEventListener('click', () => this.#show(!this.#open));
    this.root = element('div', { class: 'fold' });
    this.root.append(...(kept === 'last' ? [this.#button, this.rows] : [this.rows, this.#button]));
    this.#button.hidden = true;
  }

  /** Folds, if there is more than the limit; to be called when nothing is added any more. */
  fold(): void {
    this.#show(false);
  }

  #show(open: boolean): void {
    const rows = [...this.rows.children];
    const more = rows.length - this.#limit;
    this.#open = open;
    this.#button.hidden = more <= 2;
    const [from, to] = this.#kept === 'first' ? [this.#limit, rows.length] : [0, more];
    rows.forEach((row, at) => row.toggleAttribute('hidden', !open && more > 2 && at >= from && at < to));
    this.#button.textContent = open ? 'Show less' : `Show ${more} more lines`;
    this.#button.setAttribute('aria-expanded', String(open));
  }
}
