import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { watchNames } from '../adapters/files/watchNames.ts';
import { watchDocuments, type DocumentWatch } from '../adapters/files/watchDocuments.ts';
import type { PlanDesk } from '../app/coordinator/planDesk.ts';
import type { Log } from '../base/log.ts';
import { describeChanges } from '../domain/governor/policyChange.ts';
import { staysInside } from '../domain/document/identifiers.ts';
import type { SwarmEvent } from '../domain/task/event.ts';
import { loadPlan, rememberDocuments } from './loadPlan.ts';

/** While git changes the checkout, plans are half of one branch and half of another; a lock that stays behind is not waited for longer. */
const gitPatienceMs = 2_000;
const gitRetryMs = 25;
/** A file that was replaced, as git does, is watched anew after a moment: what was written to it meanwhile nobody tells. So it is looked at once more. */
const secondLookMs = 1_000;

const swarmFiles: readonly string[] = ['swarm.yaml', 'swarm.yml'];

export interface WatchPlanParts {
  /** The folder of the swarm. */
  readonly folder: string;
  readonly desk: PlanDesk;
  readonly log: Log;
}

/** Follows the documents of a running swarm: what they say after each change is taken over. */
export class PlanWatch {
  readonly #parts: WatchPlanParts;
  readonly #over = new AbortController();
  readonly #memory = rememberDocuments();
  /** What swarm.yaml named when it was read last. */
  #globs: readonly string[] = [];
  #watched: string | undefined;
  #watching: DocumentWatch | undefined;
  #swarmFile: DocumentWatch | undefined;
  /** How often somebody has asked for a reading; each reading answers all that came before it. */
  #asked = 0;
  #working: Promise<void> | undefined;
  #secondLook: NodeJS.Timeout | undefined;

  constructor(parts: WatchPlanParts) {
    this.#parts = parts;
    this.#again();
  }

  /** Resolves when it watches, and has taken over what was changed before. */
  async ready(): Promise<void> {
    await this.#working;
  }

  /** Resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    this.#over.abort();
    clearTimeout(this.#secondLook);
    await this.#working;
    await this.#watching?.close();
    await this.#swarmFile?.close();
  }

  #again(): void {
    this.#asked += 1;
    this.#working ??= this.#work();
  }

  #changed(): void {
    this.#again();
    clearTimeout(this.#secondLook);
    this.#secondLook = setTimeout(() => this.#again(), secondLookMs);
  }

  async #work(): Promise<void> {
    for (let seen = -1; seen !== this.#asked && !this.#over.signal.aborted;) {
      seen = this.#asked;
      try {
        await this.#read();
        await this.#watch();
      } catch (cause) {
        this.#fault(cause);
      }
    }
    this.#working = undefined;
  }

  async #read(): Promise<void> {
    const { folder, desk, log } = this.#parts;
    await gitIsDone(folder, this.#over.signal);
    const before = this.#asked;
    const { read, findings } = this.#memory;
    const note: typeof read = (text) => {
      const document = read(text);
      if (document.manifest) this.#globs = document.manifest.documents.map(({ value }) => value);
      return document;
    };
    const plan = await loadPlan(folder, { read: note, findings });
    // Read while somebody wrote on: the next reading has the whole of it.
    if (before !== this.#asked || this.#over.signal.aborted) return;
    if (!plan.ok) return desk.refuse({ message: firstPlace(plan.error.message) });
    const facts = await desk.follow(plan.value);
    if (facts.length > 0) log.warn(describe(facts));
  }

  /** Watches what swarm.yaml names, which it may have come to name only now. */
  async #watch(): Promise<void> {
    const paths = watchedPaths(this.#parts.folder, this.#globs);
    if (this.#watched === paths.join('\n') || this.#over.signal.aborted) return;
    this.#watched = paths.join('\n');
    await this.#watching?.close();
    const listeners = { onChange: () => this.#changed(), onFault: (cause: unknown) => this.#fault(cause) };
    this.#swarmFile ??= watchNames(this.#parts.folder, swarmFiles, listeners);
    // A watch of nothing would never be ready.
    this.#watching = paths.length > 0 ? await watchDocuments(paths, listeners) : undefined;
    // What changed before it watched is not told by anybody.
    this.#asked += 1;
  }

  #fault(cause: unknown): void {
    const said = cause instanceof Error ? cause.message : String(cause);
    this.#parts.log.error(`The changed plan could not be followed: ${said}. Launch the swarm again to take it over.`);
  }
}

/** The folders that the globs of swarm.yaml lead to, as far as they are plain names. */
function watchedPaths(folder: string, globs: readonly string[]): readonly string[] {
  const bases = globs.filter(staysInside).map((glob) => {
    const parts = glob.split('/');
    const plain = parts.slice(0, -1).findIndex((part) => /[*?[\]{}]/.test(part));
    return join(folder, ...parts.slice(0, plain < 0 ? -1 : plain));
  });
  return [...new Set(bases)].sort();
}

async function gitIsDone(folder: string, over: AbortSignal): Promise<void> {
  const lock = join(folder, '.git', 'index.lock');
  for (let waited = 0; waited < gitPatienceMs && !over.aborted && existsSync(lock); waited += gitRetryMs)
    await new Promise((resolve) => setTimeout(resolve, gitRetryMs));
}

/** The first place that a message about a plan names: a launch shows several lines, a list shows one. */
function firstPlace(message: string): string {
  const [first = message, place] = message.split('\n');
  return (place ?? first).trim();
}

function describe(facts: readonly SwarmEvent[]): string {
  const policy = facts.flatMap((fact) =>
    fact.type === 'policy.changed'
      ? `The policy is another (${fact.hash.slice(0, 12)}): ${describeChanges(fact.changed)}.`
      : [],
  );
  const sessions = facts.flatMap((fact) => (fact.type === 'session.planned' ? fact.session.id : []));
  const limits = sessions.length > 0 ? [`The limits of ${sessions.join(', ')} are others.`] : [];
  return [...policy, ...limits, ...describeTasks(facts)].join(' ');
}

function describeTasks(facts: readonly SwarmEvent[]): readonly string[] {
  const count = (type: string): number => facts.filter((fact) => fact.type === type).length;
  const [planned, withdrawn] = [count('task.planned'), count('task.withdrawn')];
  if (planned + withdrawn === 0) return [];
  return [`The plan has changed: ${planned} tasks are new or planned anew, ${withdrawn} are withdrawn.`];
}
