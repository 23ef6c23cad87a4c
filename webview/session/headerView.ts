import type { SessionView, SwarmStateView, TaskView } from '../../src/protocol/swarmSnapshot.ts';
import { elements } from '../shared/components.ts';
import { element } from '../shared/element.ts';

/** What the person may ask for from the head of the panel. */
export interface HeaderActions {
  readonly togglePause: () => void;
  readonly showTask: (task: string) => void;
}

/** The head of a session panel: who it is, what it does and why, its tasks. */
export class HeaderView {
  readonly root: HTMLElement;
  readonly #actions: HeaderActions;
  readonly #title = element('h1');
  readonly #state = element(elements.tag);
  readonly #facts = element('p', { class: 'facts' });
  readonly #why = element('p', { class: 'why', role: 'status' });
  readonly #pause = element(elements.button, { id: 'pause' });
  readonly #tasks = element('ul', { class: 'tasks', 'aria-label': 'Tasks' });
  /** What the list shows, so that a snapshot without news does not take the focus from a row. */
  #shown = '';

  constructor(actions: HeaderActions) {
    this.#actions = actions;
    this.#pause.addEventListener('click', () => actions.togglePause());
    const name = element('div', { class: 'name' }, this.#title, this.#state, this.#pause);
    this.root = element('header', {}, name, this.#facts, this.#why, this.#tasks);
    this.root.hidden = true;
  }

  show(session: SessionView, tasks: readonly TaskView[], swarm: SwarmStateView): void {
    const paused = swarm === 'paused';
    this.root.hidden = false;
    this.#title.textContent = session.id;
    this.#state.textContent = paused ? 'paused' : session.state;
    this.#facts.textContent = factsOf(session).join(' · ');
    this.#why.textContent = `${session.why.reason} ${session.why.action}`;
    this.#pause.hidden = swarm === 'finished';
    this.#pause.textContent = paused ? 'Resume swarm' : 'Pause swarm';
    this.#pause.setAttribute('appearance', paused ? 'primary' : 'secondary');
    this.#showTasks(tasks);
  }

  /** The swarm has ended: nothing can be paused any more. */
  end(): void {
    this.#pause.hidden = true;
    this.#state.textContent = 'ended';
  }

  #showTasks(tasks: readonly TaskView[]): void {
    const shown = JSON.stringify(tasks.map(({ id, status, title, blocked }) => [id, status, title, blocked]));
    if (shown === this.#shown) return;
    this.#shown = shown;
    const focused = this.#tasks.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-task')
      : null;
    this.#tasks.replaceChildren(...tasks.map((task) => this.#taskRow(task)));
    if (typeof focused !== 'string') return;
    this.#tasks.querySelector<HTMLElement>(`[data-task="${CSS.escape(focused)}"]`)?.focus();
  }

  #taskRow(task: TaskView): HTMLElement {
    const status = task.blocked ? 'blocked' : task.status;
    const button = element(
      'button',
      { type: 'button', 'data-task': task.id, title: 'Show why' },
      element('span', { class: `dot ${status}`, 'aria-hidden': 'true' }),
      element('span', { class: 'id' }, task.id),
      element('span', { class: 'title' }, task.title),
      element('span', { class: 'status' }, status),
    );
    button.addEventListener('click', () => this.#actions.showTask(task.id));
    return element('li', {}, button);
  }
}

function factsOf(session: SessionView): readonly string[] {
  const { completed, total, failed } = session.tasks;
  const sandbox = session.sandbox === 'os' ? 'sandboxed' : 'not sandboxed';
  return [
    session.role,
    session.branch,
    ...(session.sandbox === null ? [session.provider] : [`${session.provider}, ${sandbox}`]),
    session.health,
    ...(session.agents.ceiling > 1 ? [`${session.agents.working} of ${session.agents.ceiling} agents at work`] : []),
    `${completed} of ${total} tasks done${failed > 0 ? `, ${failed} failed` : ''}`,
    ...(session.budget === null ? [] : [`$${session.spent.toFixed(2)} of $${session.budget.toFixed(2)}`]),
  ];
}
