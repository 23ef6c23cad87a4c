import { toHex } from '../../../src/domain/witness/primitives.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';
import type { Disk } from '../world/disk.ts';
import type { Operation } from '../world/history.ts';
import { isLinearizable, type LockCall, type LockOperation } from './fencedLock.ts';

/** What clients were told, held against what the ledger keeps: nothing acknowledged is lost, nothing is done twice, refusals have no effect. */
export function checkAcknowledged(
  operations: readonly Operation[],
  entries: readonly Entry[],
  disk: Disk,
): string | undefined {
  const byKey = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = entry.key?.slice(entry.key.lastIndexOf('/') + 1);
    if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), entry]);
  }
  for (const [key, written] of byKey) {
    const doubled = written.some((entry, at) => entry.sequence !== (written[0]?.sequence ?? 0) + at);
    const claims = written.filter((entry) => entry.event.type === 'task.claimed').length;
    if (doubled || claims > 1)
      return `${key} has more than one effect: ${written.map(({ sequence, event }) => `${sequence} ${event.type}`).join()}`;
  }
  for (const operation of operations) {
    const written = operation.key === undefined ? undefined : byKey.get(operation.key);
    const broken = checkOne(operation, written ?? [], disk);
    if (broken !== undefined) return `${operation.client} ${JSON.stringify(operation.request)}: ${broken}`;
  }
  return undefined;
}

function checkOne(
  { client, request, key, result }: Operation,
  written: readonly Entry[],
  disk: Disk,
): string | undefined {
  if (!result || key === undefined) return undefined;
  if (!result.ok)
    return written.every(isHalt) ? undefined : `it was refused (${result.error.code}), and has the effect all the same`;
  // An assignment by a person is a wish, and a claim that waits may end with nothing.
  if (request.verb === 'claim' && client === 'person') return undefined;
  const claim = claimOf(result.value);
  if (request.verb === 'claimNext' && !claim) return undefined;
  // Whoever waits for a person is not late, and nothing is on record.
  if (request.verb === 'stalled' && written.length === 0) return undefined;
  if (written.length === 0) return 'it was acknowledged, and is not in the ledger';
  if (!claim) return undefined;
  const granted = written.find((entry) => entry.event.type === 'task.claimed');
  const stored = granted && disk.entries[granted.sequence - 1];
  return stored && toHex(stored.hash) === claim.witness
    ? undefined
    : 'the entry that it was shown is not in the ledger';
}

/** A call that does not fit its cap is refused, and what that halts is on record. */
function isHalt({ event }: Entry): boolean {
  return event.type === 'budget.halted' || event.type === 'budget.day-began';
}

/** The first task whose history no fenced lock could have had. */
export function checkLinearizable(operations: readonly Operation[], entries: readonly Entry[]): string | undefined {
  const byTask = new Map<string, LockOperation[]>();
  const dependents = dependentsIn(entries);
  const ended = refusedMerges(entries);
  const helps = new Set(
    entries.flatMap(({ event }) =>
      event.type === 'rescue.started' || event.type === 'recovery.started' ? [String(event.task.id)] : [],
    ),
  );
  for (const operation of operations) {
    const { invoked, responded } = operation;
    // Help ends with its blocker: nobody opens it again.
    if (operation.request.verb === 'reopen' && helps.has(operation.request.task) && !operation.result?.ok) continue;
    for (const { task, call } of [...toCalls(operation, dependents), ...refusedMerge(operation, ended)])
      byTask.set(task, [...(byTask.get(task) ?? []), { invoked, responded, call }]);
  }
  for (const [task, history] of byTask) {
    if (!isLinearizable(history))
      return `the history of ${task} is not that of a fenced lock: ${JSON.stringify(history)}`;
  }
  return undefined;
}

/** Who has ever waited for whom, whichever plan said so. */
function dependentsIn(entries: readonly Entry[]): ReadonlyMap<string, ReadonlySet<string>> {
  const dependents = new Map<string, Set<string>>();
  for (const { event } of entries) {
    if (event.type !== 'task.planned') continue;
    for (const needed of event.task.dependsOn)
      dependents.set(needed, (dependents.get(needed) ?? new Set<string>()).add(event.task.id));
  }
  return dependents;
}

type Submission = { readonly task: string; readonly epoch: number };

/** The submissions that people's refusals of a merge have ended, by the key of the request. */
function refusedMerges(entries: readonly Entry[]): ReadonlyMap<string, Submission> {
  const merges = new Set<string>();
  const refused = new Set<string>();
  const ended = new Map<string, Submission>();
  for (const { event, key } of entries) {
    if (event.type === 'approval.asked' && event.commit !== undefined) merges.add(event.approval);
    if (key === null) continue;
    if (event.type === 'approval.decided' && merges.has(event.approval)) refused.add(key);
    if (event.type === 'task.failed' && refused.has(key)) ended.set(key.slice(key.lastIndexOf('/') + 1), event);
  }
  return ended;
}

/** A person's no to a merge ends the submission as the merge queue's does. */
function refusedMerge({ key, result }: Operation, ended: ReadonlyMap<string, Submission>): readonly TaskCall[] {
  const about = key === undefined ? undefined : ended.get(key);
  return about
    ? [{ task: about.task, call: { kind: 'verdict', merged: false, epoch: about.epoch, granted: result?.ok } }]
    : [];
}

interface TaskCall {
  readonly task: string;
  readonly call: LockCall;
}

function toCalls(operation: Operation, dependents: ReadonlyMap<string, ReadonlySet<string>>): readonly TaskCall[] {
  const { request, result } = operation;
  if (request.verb === 'integratedAll') {
    const granted = result?.ok;
    return request.merged.map(({ task, epoch }) => ({ task, call: { kind: 'batch', epoch, granted } as const }));
  }
  // A revert that is granted opens its task as well; that one is refused may be for a head that has moved, and says nothing of the task.
  if (request.verb === 'reverted' && result?.ok === false) return [];
  if (request.verb !== 'reopen' && request.verb !== 'reverted') return [toCall(operation) ?? []].flat();
  const granted = result?.ok;
  const deep = request.verb === 'reopen' && (request.withDependents ?? false);
  const reached = new Set<string>();
  const collect = (at: string): void => {
    for (const id of dependents.get(at) ?? []) {
      if (id === request.task || reached.has(id)) continue;
      reached.add(id);
      if (deep) collect(id);
    }
  };
  collect(request.task);
  const fences = [...reached].map((task) => ({ task, call: { kind: 'fence', deep, granted } as const }));
  return [{ task: request.task, call: { kind: 'reopen', granted } }, ...fences];
}

function toCall({ client, request, result }: Operation): TaskCall | undefined {
  // A person may end a claim that its owner was never told of: to the lock that is one more lease that has ended.
  if (client === 'person') return undefined;
  const granted = result?.ok;
  // What it says it waits for may be refused: that says nothing about the lock.
  if (request.verb === 'reportBlocker' && result?.ok === false && result.error.code !== 'stale-epoch') return undefined;
  // Whether a claim was to be handed over has laws of its own.
  if (request.verb === 'release' && result?.ok === false && result.error.code === 'forbidden') return undefined;
  switch (request.verb) {
    case 'claim':
    case 'claimNext': {
      const claim = result?.ok ? claimOf(result.value) : undefined;
      return claim && { task: claim.task, call: { kind: 'claim', session: request.session, epoch: claim.epoch } };
    }
    case 'progress':
    case 'complete':
    case 'fail':
    case 'release':
    case 'reportBlocker': {
      const { task, session, epoch, verb } = request;
      const ends = verb === 'progress' ? 'nothing' : verb === 'complete' ? 'submits' : 'claim';
      return { task, call: { kind: 'effect', ends, session, epoch, granted } };
    }
    case 'integrated':
    case 'rejected':
    case 'conflicted': {
      const { task, epoch, verb } = request;
      return { task, call: { kind: 'verdict', merged: verb === 'integrated', epoch, granted } };
    }
    default:
      return undefined;
  }
}

function claimOf(
  value: unknown,
): { readonly task: string; readonly epoch: number; readonly witness: string } | undefined {
  if (typeof value !== 'object' || value === null || !('claim' in value)) return undefined;
  return value.claim as { readonly task: string; readonly epoch: number; readonly witness: string };
}
