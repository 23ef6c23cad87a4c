import { maxSaid, type SentMessage } from '../../src/protocol/sessionPanel.ts';
import { elements } from '../shared/components.ts';
import { element } from '../shared/element.ts';

/** When an agent of a provider has what it is told. */
export function reachWords(provider: string): string {
  switch (provider) {
    case 'command':
      return 'Its agent is a command, which reads no messages: it stays in the inbox of the session.';
    case 'mcp':
      return 'An outside agent reads it when it looks into its inbox.';
    case 'acp':
      return 'It stays in the inbox of the session: an agent of this kind hears nothing during its turn.';
    default:
      return 'It reaches the agent at its next step.';
  }
}

/** Where a person says something to the session, and what nobody has read yet. */
export class MessageBox {
  readonly root: HTMLElement;
  readonly #waiting = element('ul', { class: 'sent', 'aria-label': 'Sent, not read yet' });
  readonly #hint = element('p', { class: 'hint', id: 'reach' });
  readonly #text = element('textarea', {
    id: 'message',
    rows: '2',
    maxlength: String(maxSaid),
    placeholder: 'Tell the session something',
    'aria-label': 'Message to the session',
    'aria-describedby': 'reach',
  }) as HTMLTextAreaElement;
  readonly #button = element(elements.button, { id: 'send' }, 'Send');
  readonly #send: (text: string) => void;
  #isSending = false;

  constructor(send: (text: string) => void) {
    this.#send = send;
    this.#button.addEventListener('click', () => this.#submit());
    this.#text.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    const row = element('div', { class: 'row' }, this.#text, this.#button);
    this.root = element('section', { class: 'message', 'aria-label': 'Message' }, this.#waiting, row, this.#hint);
    this.root.hidden = true;
  }

  show(provider: string): void {
    this.root.hidden = false;
    this.#hint.textContent = `Enter sends, Shift+Enter begins a line. ${reachWords(provider)}`;
  }

  sent(messages: readonly SentMessage[]): void {
    const items = messages.map(({ text }) =>
      element(
        'li',
        {},
        element('span', { class: 'from' }, 'Sent, not read yet'),
        element('span', { class: 'text' }, text),
      ),
    );
    this.#waiting.replaceChildren(...items);
    this.#waiting.hidden = items.length === 0;
  }

  taken(ok: boolean): void {
    this.#isSending = false;
    this.#text.readOnly = false;
    if (ok) this.#text.value = '';
  }

  end(): void {
    this.root.hidden = true;
  }

  #submit(): void {
    const text = this.#text.value.trim();
    if (text === '' || this.#isSending) return this.#text.focus();
    this.#isSending = true;
    this.#text.readOnly = true;
    this.#send(text);
  }
}
