import type { GuardEvent } from '../../../src/domain/guard/guardEvent.ts';
import type { GuardPolicy } from '../../../src/domain/guard/guardPolicy.ts';
import type { SwarmEvent } from '../../../src/domain/task/event.ts';

type Asked = Extract<GuardEvent, { type: 'approval.asked' }>;
type Decided = Extract<GuardEvent, { type: 'approval.decided' }>;

interface HandedIn {
  readonly commit: string;
  /** Whether the branch was protected ever since. */
  guarded: boolean;
  approval: { readonly id: string; stage: 'asked' | 'approved' } | undefined;
}

/** The rules of merges into a protected branch a second time, read against the ledger alone. */
export class MergeWalk {
  readonly #handedIn = new Map<string, HandedIn>();
  /** Every approval of a merge that was ever asked for, and its task. */
  readonly #tasks = new Map<string, string>();
  /** Commits that a person has let through, by task. */
  readonly #cleared = new Map<string, { readonly id: string; readonly commit: string }>();
  #isProtected = false;
  #branch = '';
  /** The task that a person's no has just ended. */
  #due: string | undefined;

  /** How many wait for a person. */
  get open(): number {
    return [...this.#handedIn.values()].filter(({ approval }) => approval?.stage === 'asked').length;
  }

  isAbout(approval: string): boolean {
    return this.#tasks.has(approval);
  }

  follow(event: SwarmEvent): string | undefined {
    const due = this.#due;
    this.#due = undefined;
    if (due !== undefined && !(event.type === 'task.failed' && event.task === due && event.final))
      return `a person has refused the merge of ${due}, and it has not failed`;
    switch (event.type) {
      case 'swarm.opened':
        this.#branch = event.integrationBranch;
        this.#adopt(event.policy.guard);
        return undefined;
      case 'policy.changed':
        this.#adopt(event.policy.guard);
        return undefined;
      case 'task.submitted': {
        const cleared = this.#cleared.get(event.task);
        const stands = cleared?.commit === event.commit;
        const approval = stands ? { id: cleared.id, stage: 'approved' as const } : undefined;
        this.#handedIn.set(event.task, { commit: event.commit, guarded: this.#isProtected, approval });
        return undefined;
      }
      case 'task.completed': {
        const known = this.#handedIn.get(event.task);
        this.#handedIn.delete(event.task);
        return known?.guarded && known.approval?.stage !== 'approved' ? 'nobody has approved its merge' : undefined;
      }
      case 'task.planned':
        this.#cleared.delete(event.task.id);
        return undefined;
      case 'task.failed':
      case 'task.released':
      case 'task.withdrawn':
        this.#handedIn.delete(event.task);
        return undefined;
      default:
        return undefined;
    }
  }

  ask({ approval, task, commit, gates }: Asked): string | undefined {
    const known = this.#handedIn.get(task);
    this.#tasks.set(approval, task);
    if (!known || known.commit !== commit) return `${commit} is not what ${task} has handed in`;
    if (!this.#isProtected || gates.length !== 1 || gates[0]?.kind !== 'branch') return 'its merge needs no approval';
    if (known.approval) return `its merge is ${known.approval.stage} already`;
    known.approval = { id: approval, stage: 'asked' };
    return undefined;
  }

  decide({ approval, task, verdict }: Decided): string | undefined {
    const known = this.#handedIn.get(task);
    if (known?.approval?.id !== approval || known.approval.stage !== 'asked') return 'it is not asked';
    if (verdict === 'rejected') {
      this.#due = task;
      return undefined;
    }
    known.approval.stage = 'approved';
    this.#cleared.set(task, { id: approval, commit: known.commit });
    return undefined;
  }

  #adopt({ protectedBranches }: GuardPolicy): void {
    this.#isProtected = protectedBranches.some((pattern) => pattern === this.#branch || pattern === 's2/*');
    if (this.#isProtected) return;
    for (const known of this.#handedIn.values()) {
      known.guarded = false;
      if (known.approval?.stage === 'asked') known.approval = undefined;
    }
  }
}
