import { maxSaid, type NeedAction, type PanelNeed } from '../../src/protocol/sessionPanel.ts';
import { elements } from '../shared/components.ts';
import { element } from '../shared/element.ts';

/** Does something about a thing that waits; `text` is the answer or the reason. */
export type AnswerNeed = (key: string, action: NeedAction, text?: string) => void;

const titles: Readonly<Record<NeedAction, string>> = {
  approve: 'Approve',
  reject: 'Reject',
  answer: 'Answer',
  release: 'Release and apply now',
  acceptHelp: 'Accept help',
  clearBlocker: 'Clear blocker',
  setBudget: 'Raise the cap',
  leaveHalted: 'Leave it halted',
  resetBreaker: 'Reset breaker',
  showWhy: 'Show why',
};

/** What of the session waits for the person, first on the page and in the order of the Tab key; what is typed stays when something else comes or goes. */
export class NeedsView {
  readonly root: HTMLElement;
  readonly #list = element('ul');
  readonly #answer: AnswerNeed;
  readonly #leave: () => void;
  readonly #shown = new Map<string, { readonly card: HTMLElement; readonly content: string }>();

  /** `leave` gives the focus to something else when nothing waits any more. */
  constructor(answer: AnswerNeed, leave: () => void) {
    this.#answer = answer;
    this.#leave = leave;
    const heading = element('h2', { id: 'needs-you' }, 'Needs you');
    const key = element('span', { class: 'hint' }, 'Escape goes here');
    this.root = element('section', { class: 'needs', 'aria-labelledby': 'needs-you' });
    this.root.append(element('div', { class: 'title' }, heading, key), this.#list);
    this.root.hidden = true;
  }

  show(needs: readonly PanelNeed[]): void {
    this.root.hidden = needs.length === 0;
    const wanted = new Set(needs.map(({ key }) => key));
    const hadFocus = this.root.contains(document.activeElement);
    for (const [key, { card }] of this.#shown)
      if (!wanted.has(key)) {
        card.remove();
        this.#shown.delete(key);
      }
    for (const need of needs) {
      const content = JSON.stringify(need);
      const shown = this.#shown.get(need.key);
      if (shown?.content === content) continue;
      const card = this.#card(need);
      if (shown) shown.card.replaceWith(card);
      else this.#list.append(card);
      this.#shown.set(need.key, { card, content });
    }
    // What was answered takes the focus with it.
    if (hadFocus && !this.root.contains(document.activeElement) && !this.focus()) this.#leave();
  }

  /** Gives the focus to what answers the first of them; false when nothing waits. */
  focus(): boolean {
    const first = this.#list.querySelector<HTMLElement>(`.actions > :is(input, ${elements.button})`);
    first?.focus();
    return first !== null;
  }

  end(): void {
    this.show([]);
  }

  #card({ key, label, text, actions }: PanelNeed): HTMLElement {
    const words = element('p', {}, element('span', { class: 'label' }, label), ' ', text);
    const asksText = actions.includes('reject') || actions.includes('answer');
    const input = element('input', {
      type: 'text',
      maxlength: String(maxSaid),
      placeholder: actions.includes('answer') ? 'Your answer' : 'Why not? (needed to reject)',
      'aria-label': `${actions.includes('answer') ? 'Answer to' : 'Reason about'} ${label}`,
    }) as HTMLInputElement;
    const act = (action: NeedAction): void => {
      const said = input.value.trim();
      if ((action === 'answer' || action === 'reject') && said === '') return input.focus();
      this.#answer(key, action, said === '' ? undefined : said);
    };
    // The key that sends is the one that a person tries.
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) act(actions.includes('answer') ? 'answer' : 'reject');
    });
    const buttons = actions.map((action, at) => {
      const button = element(elements.button, {
        appearance: at === 0 ? 'primary' : 'secondary',
        'data-action': action,
      });
      button.textContent = titles[action];
      button.addEventListener('click', () => act(action));
      return button;
    });
    // An answer is typed first, an approval is given with the first key.
    const row = actions.includes('answer') ? [input, ...buttons] : [...buttons, ...(asksText ? [input] : [])];
    return element('li', { 'data-need': key }, words, element('div', { class: 'actions' }, ...row));
  }
}
