import type { PanelSnapshot, TaskCost } from '../../src/protocol/sessionPanel.ts';
import type { TaskView } from '../../src/protocol/swarmSnapshot.ts';
import { elements } from '../shared/components.ts';
import { element } from '../shared/element.ts';
import { costWords, factsOf, spentWords } from './headerFacts.ts';

/** What the person may ask for from the head of the panel. */
export interface HeaderActions {
  readonly togglePause: () => void;
  readonly showTask: (task: string) => void;
  /** Takes a task back that is at work. */
  readonly stopTask: (task: string) => void;
}

/** The head of a session panel: who it is, what it does and why, its tasks. */
export class HeaderView {
  readonly root: HTMLElement;
  readonly #actions: HeaderActions;
  readonly #title = element('h1');
  readonly #state = element(elements.tag);
  readonly #facts = element('p', { class: 'facts' });
  readonly #cost = element('p', { class: 'cost' });
  readonly #why = element('p', { class: 'why', role: 'status' });
  readonly #pause = element(elements.button, { id: 'pause' });
  readonly #tasks = element('ul', { class: 'tasks', 'aria-label': 'Tasks' });
  /** What the list shows, so that a snapshot without news does not take the focus from a row. */
  #shown = '';

  constructor(actions: HeaderActions) {
    this.#actions = actions;
    this.#pause.addEventListener('click', () => actions.togglePause());
    const name = element('div', { class: 'name' }, this.#title, this.#state, this.#pause);
    this.root = element('header', {}, name, this.#facts, this.#cost, this.#why, this.#tasks);
    this.root.hidden = true;
  }

  show({ session, tasks, swarm, costs, standing }: PanelSnapshot): void {
    const paused = swarm === 'paused';
    this.root.hidden = false;
    this.#title.textContent = session.id;
    this.#state.textContent = paused ? 'paused' : session.state;
    this.#facts.textContent = factsOf(session).join(' · ');
    this.#cost.textContent = spentWords(session, standing);
    this.#cost.className = `cost ${standing}`;
    this.#why.textContent = `${session.why.reason} ${session.why.action}`;
    this.#pause.hidden = swarm === 'finished';
    this.#pause.textContent = paused ? 'Resume swarm' : 'Pause swarm';
    this.#pause.setAttribute('appearance', paused ? 'primary' : 'secondary');
    this.#showTasks(tasks, new Map(costs.map((cost) => [cost.id, cost])));
  }

  /** The swarm has ended: nothing can be paused any more. */
  end(): void {
    this.#pause.hidden = true;
    this.#state.textContent = 'ended';
    for (const stop of this.#tasks.querySelectorAll('.stop')) stop.remove();
    this.#shown = '';
  }

  #showTasks(tasks: readonly TaskView[], costs: ReadonlyMap<string, TaskCost>): void {
    const rows = tasks.map((task) => [task.id, task.status, task.title, task.blocked, costWords(costs.get(task.id))]);
    const shown = JSON.stringify(rows);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const { activeElement } = document;
    const focused = this.#tasks.contains(activeElement) ? activeElement?.getAttribute('data-task') : null;
    this.#tasks.replaceChildren(...tasks.map((task) => this.#taskRow(task, costWords(costs.get(task.id)))));
    if (typeof focused !== 'string') return;
    this.#tasks.querySelector<HTMLElement>(`[data-task="${CSS.escape(focused)}"]`)?.focus();
  }

  #taskRow(task: TaskView, cost: string): HTMLElement {
    const status = task.blocked ? 'blocked' : task.status;
    const button = element(
      'button',
      { type: 'button', 'data-task': task.id, title: 'Show why' },
      element('span', { class: `dot ${status}`, 'aria-hidden': 'true' }),
      element('span', { class: 'id' }, task.id),
      element('span', { class: 'title' }, task.title),
      element('span', { class: 'spent' }, cost),
      element('span', { class: 'status' }, status),
    );
    button.addEventListener('click', () => this.#actions.showTask(task.id));
    if (task.status !== 'claimed') return element('li', {}, button);
    const label = `Stop ${task.id}: take it back from the session`;
    const stop = element('button', { type: 'button', class: 'stop', 'aria-label': label, title: label }, 'Stop');
    stop.addEventListener('click', () => this.#actions.stopTask(task.id));
    return element('li', {}, button, stop);
  }
}
