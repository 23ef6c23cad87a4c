import { matchCapabilities } from '../../governor/match.ts';
import { blockedOn, idleWork, mentionedSessions, mentionsSession, sessionOf } from '../blocking.ts';
import type { Field, SwarmDocument } from '../model.ts';
import type { Finding, WorldRule } from '../rule.ts';
import { matchSession } from '../subject.ts';
import type { ManifestSession } from '../swarmManifest.ts';
import { resolveDependency, type World } from '../world.ts';

/** Whoever waits for a session and could help it gains most by helping it. */
export const idleNotHelping: WorldRule = {
  id: 'phase/idle-not-helping',
  scope: 'world',
  severity: 'info',
  loose: 'off',
  summary: 'The idle tasks of a blocked session do not help the blocker, although its capabilities match.',
  check: (world) => world.documents.flatMap((document) => (document.kind === 'phase' ? check(world, document) : [])),
};

function check(world: World, document: SwarmDocument): readonly Finding[] {
  const blocked = blockedOn(document);
  const idle = idleWork(document);
  const sessions = world.manifest?.sessions ?? [];
  if (!blocked || !idle) return [];
  const own = matchSession(sessionOf(document) ?? '', sessions);
  if (!own) return [];
  return mentionedSessions(blocked.value.value).flatMap((label) => {
    const blocker = matchSession(label, sessions);
    if (!blocker || blocker === own || mentionsSession(idle.value.value, blocker.id)) return [];
    const needed = neededCapabilities(world, document, { blocked, blocker });
    if (
      needed.length === 0 ||
      matchCapabilities(own.capabilities, needed) < (world.manifest?.policy.rescueMinMatch ?? 1)
    )
      return [];
    const { start } = idle.value.range;
    const edits = [{ range: { start, end: start }, newText: `help ${blocker.id}; ` }];
    const message = `${own.id} waits for ${blocker.id} and has what it takes to help there (${needed.join(', ').slice(0, 120)}), but its idle tasks do not; put “help ${blocker.id}” first.`;
    return [
      {
        file: document.path,
        range: idle.value.range,
        message,
        fix: { title: `Help ${blocker.id} first`, choice: true, edits },
      },
    ];
  });
}

/** What helping takes: the recipe of the task that is waited for, else its capabilities, else those of its session. */
function neededCapabilities(
  world: World,
  document: SwarmDocument,
  { blocked, blocker }: { readonly blocked: Field; readonly blocker: ManifestSession },
): readonly string[] {
  const [task] = document.tasks;
  const awaited = task && resolveDependency(world, { task }, blocked.value)?.task;
  if (awaited?.unblock) return awaited.unblock.value.capabilities;
  if (awaited && awaited.capabilities.length > 0) return awaited.capabilities.map(({ value }) => value);
  return blocker.capabilities;
}
