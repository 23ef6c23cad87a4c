/** Everything that a simulated swarm is drawn by; the model is described in docs/simulate.md. Shares are from 0 to 1. */
export interface Knobs {
  readonly sessions: number;
  readonly tasks: number;
  /** Agents of each session: so many tasks it works on at once. */
  readonly agents: number;
  /** Sessions that share a credential, and with it the calls that its provider serves at once. */
  readonly sharing: number;
  /** Chance that an attempt goes wrong though its session can do everything that is needed. */
  readonly failure: number;
  /** Factor on the chance of success for each needed capability that the session lacks. */
  readonly unskilled: number;
  /** Chance that an agent hands in work that is not done. */
  readonly falseCompletion: number;
  /** Chance that a session falls silent during an attempt. */
  readonly silent: number;
  /** Chance that an agent gets nowhere in an attempt, while its session lives. */
  readonly stall: number;
  /** Chance that one model call fails. */
  readonly providerFailure: number;
  /** Share of the tasks that cannot be finished without something that their session has not. */
  readonly blocked: number;
  /** Share of these blockers that nobody in the swarm can remove, only a person. */
  readonly outside: number;
  /** Share of the tasks that the plan has a person approve before they begin. */
  readonly approval: number;
  /** How much longer a blocked session takes by itself than somebody who is capable. */
  readonly alone: number;
  /** Share of what sessions declare that they cannot do. */
  readonly overclaim: number;
  /** The swarm's cap: so many times what the plan would cost if nothing went wrong. */
  readonly budget: number;
}

export const usualKnobs: Knobs = {
  sessions: 8,
  tasks: 48,
  agents: 2,
  sharing: 8,
  failure: 0.05,
  unskilled: 0.5,
  falseCompletion: 0.03,
  silent: 0.02,
  stall: 0.02,
  providerFailure: 0.2,
  blocked: 0.1,
  outside: 0.1,
  approval: 0.04,
  alone: 2,
  overclaim: 0.05,
  budget: 1.5,
};

/** Bounds of each knob, both included. */
export const knobBounds: Readonly<
  Record<keyof Knobs, { readonly least: number; readonly most: number; readonly whole?: true }>
> = {
  sessions: { least: 1, most: 10_000, whole: true },
  tasks: { least: 1, most: 100_000, whole: true },
  agents: { least: 1, most: 20, whole: true },
  sharing: { least: 1, most: 10_000, whole: true },
  failure: { least: 0, most: 0.9 },
  unskilled: { least: 0.05, most: 1 },
  falseCompletion: { least: 0, most: 0.9 },
  silent: { least: 0, most: 0.5 },
  stall: { least: 0, most: 0.5 },
  providerFailure: { least: 0, most: 0.9 },
  blocked: { least: 0, most: 1 },
  outside: { least: 0, most: 1 },
  approval: { least: 0, most: 1 },
  alone: { least: 1, most: 100 },
  overclaim: { least: 0, most: 1 },
  budget: { least: 0.1, most: 100 },
};

/** What is wrong with the knobs, in a sentence; undefined when they can be simulated. */
export function checkKnobs(knobs: Knobs): string | undefined {
  for (const [name, { least, most, whole }] of Object.entries(knobBounds)) {
    const value = knobs[name as keyof Knobs];
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value)))
      return `${name} must be ${whole ? 'a whole number ' : ''}from ${least} to ${most}.`;
  }
  return undefined;
}
