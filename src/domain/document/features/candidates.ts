import { usualCapabilities } from '../../governor/capabilityRegistry.ts';
import { rules } from '../rules/index.ts';
import { matchSession } from '../subject.ts';
import { knownTiers } from '../tiers.ts';
import { resolveDependency, type PlacedTask, type World } from '../world.ts';
import type { Candidate } from './completionItem.ts';
import type { LanguageWorld } from './languageWorld.ts';

/** Words for the status of a board's row. */
export const boardStatuses: readonly Candidate[] = [
  { label: 'AVAILABLE', kind: 'value', newText: '🔵 AVAILABLE' },
  { label: 'CLAIMED', kind: 'value', newText: '🟡 CLAIMED' },
  { label: 'IN PROGRESS', kind: 'value', newText: '🔄 IN PROGRESS' },
  { label: 'BLOCKED', kind: 'value', newText: '🔴 BLOCKED' },
  { label: 'PENDING', kind: 'value', newText: '⏳ PENDING' },
  { label: 'COMPLETED', kind: 'value', newText: '🟢 COMPLETED' },
  { label: 'FAILED', kind: 'value', newText: '❌ FAILED' },
];

/** The four priorities. */
export const priorities: readonly Candidate[] = [
  { label: 'P0', kind: 'value', detail: 'before everything' },
  { label: 'P1', kind: 'value', detail: 'high' },
  { label: 'P2', kind: 'value', detail: 'usual' },
  { label: 'P3', kind: 'value', detail: 'when there is time' },
];

/** Every rule of the linter. */
export function ruleCandidates(): readonly Candidate[] {
  return rules.map(({ id, summary }) => ({ label: id, kind: 'rule', detail: summary }));
}

/** The tiers that tasks may name; capitalised as headings write them when `inHeading`. */
export function modelCandidates({ manifest }: World, inHeading = false): readonly Candidate[] {
  return knownTiers(manifest).map((tier) => ({
    label: inHeading ? tier.charAt(0).toUpperCase() + tier.slice(1) : tier,
    kind: 'model',
  }));
}

/** The capabilities that sessions of the swarm have, then the usual ones. */
export function capabilityCandidates({ manifest }: World): readonly Candidate[] {
  const holders = new Map<string, string[]>();
  for (const { id, capabilities } of manifest?.sessions ?? []) {
    for (const capability of capabilities) {
      if (!capability.endsWith('*')) holders.set(capability, [...(holders.get(capability) ?? []), id]);
    }
  }
  const held = [...holders].map(([label, ids]): Candidate => ({
    label,
    kind: 'capability',
    detail: ids.slice(0, 5).join(', '),
    rank: 0,
  }));
  const usual = usualCapabilities.filter((label) => !holders.has(label));
  return [...held, ...usual.map((label): Candidate => ({ label, kind: 'capability' }))];
}

/** The sessions of the swarm, without the one that `except` means. */
export function sessionCandidates({ manifest }: World, except?: string): readonly Candidate[] {
  const sessions = manifest?.sessions ?? [];
  const own = except === undefined ? undefined : matchSession(except, sessions);
  return sessions
    .filter((session) => session !== own)
    .map(({ id, role }) => ({ label: id, kind: 'session', detail: role }));
}

function taskCandidate({ live }: LanguageWorld, { task }: PlacedTask, rank: number): Candidate {
  const status = live?.get(task.id.value.toLowerCase())?.status;
  const detail = status === undefined ? task.title.value : `${task.title.value} · ${status}`;
  return { label: task.id.value, kind: 'task', detail: detail.slice(0, 200), rank };
}

/** All tasks; those that `isNear` come first. */
export function taskCandidates(
  given: LanguageWorld,
  isNear: (placed: PlacedTask) => boolean = () => false,
): readonly Candidate[] {
  return given.world.tasks.map((placed) => taskCandidate(given, placed, isNear(placed) ? 0 : 1));
}

/** The tasks that `own` may wait for: neither itself, nor what it waits for already, nor what waits for it. */
export function prerequisiteCandidates(given: LanguageWorld, own: PlacedTask): readonly Candidate[] {
  const { world } = given;
  const waiting = dependentsOf(world, own);
  const named = new Set(own.task.dependsOn.map((written) => resolveDependency(world, own, written)));
  return world.tasks
    .filter((placed) => !waiting.has(placed) && !named.has(placed))
    .map((placed) => taskCandidate(given, placed, placed.document === own.document ? 0 : 1));
}

/** The task itself and everything that waits for it, directly or through others. */
function dependentsOf(world: World, own: PlacedTask): ReadonlySet<PlacedTask> {
  const waitingFor = new Map<PlacedTask, PlacedTask[]>();
  for (const placed of world.tasks) {
    for (const written of placed.task.dependsOn) {
      const target = resolveDependency(world, placed, written);
      const list = target && waitingFor.get(target);
      if (list) list.push(placed);
      else if (target) waitingFor.set(target, [placed]);
    }
  }
  const found = new Set([own]);
  for (const placed of found) for (const next of waitingFor.get(placed) ?? []) found.add(next);
  return found;
}
