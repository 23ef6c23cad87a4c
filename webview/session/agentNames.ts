/** Colours that lines of agents are marked with, in `session.css`. */
const colours = 6;

/** The agents that have printed something, in the order in which they were first heard. */
export class AgentNames {
  readonly #known = new Map<string, number>();
  /** What each of them was last seen working on. */
  readonly #tasks = new Map<string, string>();

  /** Whether there is more than one, so that their lines have to be told apart. */
  get areMany(): boolean {
    return this.#known.size > 1;
  }

  /** Class of the colour of an agent's lines; the same for ever. */
  colourOf(agent: string): string {
    const known = this.#known.get(agent) ?? this.#known.size;
    this.#known.set(agent, known);
    return `agent-${known % colours}`;
  }

  /** Notes what an agent works on; true when that is another task than before. An agent without a name is the only one. */
  begins(agent: string | undefined, task: string): boolean {
    const isNew = this.#tasks.get(agent ?? '') !== task;
    this.#tasks.set(agent ?? '', task);
    return isNew;
  }

  clear(): void {
    this.#known.clear();
    this.#tasks.clear();
  }
}
