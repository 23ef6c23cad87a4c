import { releaseClaims } from '../../domain/task/decideRegister.ts';
import { adoptPlan, changedAfterCompletion } from '../../domain/task/adoptPlan.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import { followPlan, isSetFree, type HeldChange, type PlanStep } from '../../domain/task/followPlan.ts';
import type { TaskId } from '../../domain/task/ids.ts';
import { beginIntegration } from '../../domain/task/integrationBranch.ts';
import type { Policy, SwarmPlan } from '../../domain/task/plan.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import { sameJson } from '../../domain/witness/canonicalJson.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';

export interface PlanDeskParts {
  readonly state: () => SwarmState;
  /** Whether there will never be work again. */
  readonly isOver: () => boolean;
  /** Decides and records in the coordinator's own name. */
  readonly propose: (rule: string, decide: (state: SwarmState) => readonly SwarmEvent[]) => Promise<void>;
  /** Something besides the ledger has changed for those who watch. */
  readonly showAgain: () => void;
  /** SHA-256 of the canonical JSON of a policy, hex. */
  readonly hashOf: (policy: Policy) => string;
}

/** Why the documents give no plan: a sentence with the place. */
export interface BrokenPlan {
  readonly message: string;
}

type Needs = SwarmSnapshot['needsYou'];

/**
 * Brings the ledger up to the plan of the documents, at the launch and while the swarm runs. What the documents want is no fact of the ledger:
 * every leader reads them anew, so nothing of it has to survive one.
 */
export class PlanDesk {
  readonly #parts: PlanDeskParts;
  #wanted: SwarmPlan | undefined;
  #held: readonly HeldChange[] = [];
  #waiting: ReadonlySet<string> = new Set();
  #later: readonly string[] = [];
  #afterEnd = false;
  #broken: BrokenPlan | undefined;
  /** The models that the agents were started with, as far as this leader knows. */
  #launched: SwarmPlan['models'];

  constructor(parts: PlanDeskParts) {
    this.#parts = parts;
  }

  /**
   * Brings the ledger up to a plan at the start of a run: nobody works yet, so claims of an earlier run end here. Resolves to the completed tasks that
   * the plan now describes otherwise. `head` is where the integration branch is now.
   */
  async begin(plan: SwarmPlan, head?: string): Promise<readonly TaskId[]> {
    const { propose, state } = this.#parts;
    await propose('launch', (now) => releaseClaims(now, [...now.tasks.keys()], 'runner-restarted'));
    await propose('plan', (now) => [
      ...adoptPlan(now, plan, sameJson),
      ...(head === undefined ? [] : beginIntegration(now, plan.integrationBranch, head)),
    ]);
    this.#launched = plan.models ?? {};
    this.#note(plan, this.#step(state(), plan));
    return changedAfterCompletion(state(), plan, sameJson).map((task) => task.id);
  }

  /** Takes over a plan that has changed while the swarm runs, as far as nobody works on what it changes; gives what was done at once. */
  async follow(plan: SwarmPlan): Promise<readonly SwarmEvent[]> {
    const { propose, state, isOver, showAgain } = this.#parts;
    let done: readonly SwarmEvent[] = [];
    this.#broken = undefined;
    // A leader that has taken over finds its agents with what they were started with: what it reads first is the nearest to that.
    this.#launched ??= plan.models ?? {};
    if (isOver()) {
      // Its agents have gone, so nobody would do what is new, unless somebody has something done again.
      const step = this.#step(state(), plan);
      this.#note(plan, step);
      this.#afterEnd = step.events.length > 0;
    } else {
      await propose('plan', (now) => {
        const step = this.#step(now, plan);
        this.#note(plan, step);
        return (done = step.events);
      });
    }
    showAgain();
    return done;
  }

  /** The documents give no plan at the moment: the one before stays. */
  refuse(broken: BrokenPlan): void {
    if (this.#broken?.message === broken.message) return;
    this.#broken = broken;
    this.#parts.showAgain();
  }

  /** What the plan changes now that these facts have set a task free; together with them, so that nobody can claim it in between. */
  settle(state: SwarmState, facts: readonly SwarmEvent[]): readonly SwarmEvent[] {
    const plan = this.#wanted;
    if (!plan) return [];
    const freed = facts.some((fact) => 'task' in fact && this.#isFreed(state, fact.task));
    if (!freed)
      return this.#afterEnd && facts.some(isReopening) ? this.#step(state, plan).events.filter(isOfPolicy) : [];
    const before = this.#waiting;
    const step = this.#step(state, plan);
    this.#note(plan, step);
    // The commit may fail yet, and then the task is in the same hands as before.
    this.#waiting = new Set([...before, ...this.#waiting]);
    return step.events;
  }

  /** What of it a person should know, or may decide otherwise. */
  needsYou(): Needs {
    const state = this.#parts.state();
    const asked = this.#held.filter(({ task, by }) => {
      const progress = state.tasks.get(task)?.progress;
      return progress?.stage === 'claimed' && progress.by === by;
    });
    return [
      ...(this.#broken ? [describeBroken(this.#broken)] : []),
      ...asked.map((held) => describeHeld(state, held, this.#wanted)),
      ...(this.#later.length > 0 ? [describeLater(this.#later)] : []),
      ...(this.#afterEnd ? [afterEnd] : []),
    ];
  }

  #step(state: SwarmState, plan: SwarmPlan): PlanStep {
    return followPlan(state, plan, { same: sameJson, hashOf: this.#parts.hashOf, launched: this.#launched });
  }

  #isFreed(state: SwarmState, task: unknown): boolean {
    return typeof task === 'string' && this.#waiting.has(task) && isSetFree(state, task as TaskId);
  }

  #note(plan: SwarmPlan, { held, later }: PlanStep): void {
    this.#wanted = plan;
    this.#held = held;
    this.#waiting = new Set(held.map(({ task }) => task));
    this.#later = later;
    this.#afterEnd = false;
  }
}

function isReopening({ type }: SwarmEvent): boolean {
  return type === 'task.reopened';
}

/** What is done again in a swarm that had finished goes by the limits that were stated since; what is new waits for the next launch. */
function isOfPolicy({ type }: SwarmEvent): boolean {
  return type === 'policy.changed' || type === 'session.planned';
}

function describeHeld(state: SwarmState, { task, kind, by }: HeldChange, wanted: SwarmPlan | undefined): Needs[number] {
  const source = (wanted?.tasks.find(({ id }) => id === task) ?? state.tasks.get(task)?.spec)?.source;
  const place = source ? `${source.file}:${source.line + 1}` : 'the plan';
  const action = `Nothing has to be done; to apply it at once, run \`s2 release ${task}\`.`;
  const answer = { kind: 'plan-change', id: task } as const;
  return kind === 'changed'
    ? {
        subject: task,
        reason: `${task} changed in ${place} while ${by} works on it: the change applies after this attempt.`,
        action,
        answer,
      }
    : {
        subject: task,
        reason: `${task} was taken out of the plan (it was in ${place}) while ${by} works on it: it is withdrawn after this attempt unless that completes it.`,
        action,
        answer,
      };
}

function describeBroken({ message }: BrokenPlan): Needs[number] {
  return {
    subject: 'plan',
    reason: `The changed documents give no plan, so the one before holds: ${message}`,
    action: 'Mend what `s2 lint` says; the swarm takes it over by itself.',
  };
}

function describeLater(later: readonly string[]): Needs[number] {
  return {
    subject: 'swarm.yaml',
    reason: `Some of what has changed in swarm.yaml takes effect at the next launch: ${later.join(', ')}.`,
    action:
      'Stop the swarm and launch it again when it may be interrupted; limits, prices, budgets and capabilities are in force at once.',
  };
}

const afterEnd: Needs[number] = {
  subject: 'plan',
  reason: 'The plan has changed since the swarm finished.',
  action: 'Launch the swarm again to have it done.',
};
