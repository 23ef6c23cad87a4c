import type { GuardEvent } from '../../../src/domain/guard/guardEvent.ts';
import type { GuardPolicy } from '../../../src/domain/guard/guardPolicy.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';
import type { Operation } from '../world/history.ts';

/** The lines that simulated sessions want to run, with the programs in them: written out by hand, where the code under test reads them. */
export const simLines: Readonly<Record<string, readonly string[]>> = {
  'make all': ['make'],
  'curl example.invalid': ['curl'],
  "make all && curl 'x; y' | jq .": ['make', 'curl', 'jq'],
  'for x in 1; do curl $x; done': ['for x in 1; do curl $x; done'],
};

type PermitEvent = Extract<GuardEvent, { type: `permit.${string}` }>;

/** The rules of commands that need a person's word, a second time, read against the ledger alone. */
export class PermitWalk {
  readonly #asked = new Set<string>();
  /** What nobody has answered: who asked, under which claim. */
  readonly #open = new Map<string, Extract<PermitEvent, { type: 'permit.asked' }>>();
  readonly #stages = new Map<string, string>();

  /** The claim that an open request was asked under. */
  claimOf(permit: string): { readonly task: string; readonly session: string; readonly epoch: number } | undefined {
    return this.#open.get(permit);
  }

  /** The first request that is open though the claim that it was asked under has ended. */
  leftOver(
    holds: (claim: { readonly task: string; readonly session: string; readonly epoch: number }) => boolean,
  ): string | undefined {
    for (const [id, asked] of this.#open) if (!holds(asked)) return `${id} waits for a person, and its claim has ended`;
    return undefined;
  }

  follow(event: PermitEvent, policy: GuardPolicy | undefined): string | undefined {
    const asked = this.#open.get(event.permit);
    if (event.type !== 'permit.asked') this.#open.delete(event.permit);
    if (event.type === 'permit.withdrawn') {
      for (const { name } of asked?.subjects ?? []) this.#asked.delete(name);
      this.#stages.delete(event.permit);
      return asked ? undefined : 'nobody waits for it';
    }
    if (event.type === 'permit.decided') {
      const before = this.#stages.get(event.permit);
      this.#stages.set(event.permit, event.verdict);
      return before === undefined || before === event.verdict ? `it is ${before ?? 'not asked'}` : undefined;
    }
    this.#stages.set(event.permit, 'asked');
    this.#open.set(event.permit, event);
    if (event.wanted.kind !== 'command') return 'nobody wants to reach a host here';
    const wanted = simLines[event.wanted.line] ?? [];
    const names = event.subjects.map(({ name }) => name);
    if (names.length === 0 || new Set(names).size !== names.length) return 'it asks for nothing, or for the same twice';
    for (const name of names) {
      if (!wanted.includes(name)) return `${name} is no program of ${event.wanted.line}`;
      if (policy?.commands?.includes(name) !== false) return `${name} needs nobody's word`;
      if (this.#asked.has(name)) return `${name} was asked for before`;
      this.#asked.add(name);
    }
    return undefined;
  }
}

/** Whoever was told that it may run a line could: at some time a policy let each program of it through, or a person had. */
export function checkPermitted(operations: readonly Operation[], entries: readonly Entry[]): string | undefined {
  const approved = new Set<string>();
  const granted = new Set<string>();
  const subjects = new Map<string, readonly string[]>();
  let ungated = false;
  for (const { event } of entries) {
    if (event.type === 'permit.asked')
      subjects.set(
        event.permit,
        event.subjects.map(({ name }) => name),
      );
    if (event.type === 'permit.decided' && event.verdict === 'approved')
      for (const name of subjects.get(event.permit) ?? []) approved.add(name);
    if (event.type !== 'swarm.opened' && event.type !== 'policy.changed') continue;
    ungated ||= event.policy.guard.commands === undefined;
    for (const name of event.policy.guard.commands ?? []) granted.add(name);
  }
  if (ungated) return undefined;
  for (const { request, result } of operations) {
    if (request.verb !== 'permit' || request.wanted.kind !== 'command' || !result?.ok) continue;
    if (!JSON.stringify(result.value).includes('allowed')) continue;
    const name = (simLines[request.wanted.line] ?? []).find((one) => !approved.has(one) && !granted.has(one));
    if (name !== undefined) return `${request.session} was told that it may run ${name}, and nobody has said so`;
  }
  return undefined;
}
