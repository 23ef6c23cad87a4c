import type { IdleWork } from '../task/plan.ts';
import { sessionId } from '../task/ids.ts';
import { isIdleField, readIdleEntries } from './idleEntries.ts';
import type { SwarmDocument, TaskNode } from './model.ts';
import type { Range } from './range.ts';
import { matchSession, shortSession } from './subject.ts';
import type { ManifestSession, SwarmManifest } from './swarmManifest.ts';
import type { PlacedTask, World } from './world.ts';

/** Spare-time work as the documents of a swarm state it. */
export interface PlacedIdle {
  readonly id: string;
  readonly title: string;
  readonly work: IdleWork;
  readonly document: SwarmDocument;
  readonly range: Range;
  /** Whose spare time it is for; absent for filler. */
  readonly session?: ManifestSession;
  /** The task that says how it is done; absent when only a few words name it. */
  readonly task?: TaskNode;
  /** Set when nobody could do it, so that it is left out of the plan: the rest of a sentence that starts with its title. */
  readonly problem?: string;
}

/** Every idle and filler task of a swarm, those that cannot be done included. None without a swarm.yaml. */
export function findIdleWork(world: World): readonly PlacedIdle[] {
  const { manifest } = world;
  if (!manifest) return [];
  const found = [...idleTasks(world, manifest), ...fillers(world, manifest)];
  const ids = new Set<string>();
  return found.filter(({ id }) => !ids.has(id) && ids.add(id));
}

/** The planned tasks that an idle field names: they are done in spare time only. */
export function idleById(found: readonly PlacedIdle[]): ReadonlyMap<string, PlacedIdle> {
  return new Map(found.flatMap((idle) => (idle.task && idle.session ? [[idle.id, idle] as const] : [])));
}

function idleTasks(world: World, manifest: SwarmManifest): readonly PlacedIdle[] {
  return world.documents.flatMap((document) => {
    const fields = document.kind === 'phase' || document.kind === 'status' ? document.fields.filter(isIdleField) : [];
    if (fields.length === 0) return [];
    const label = document.name.session ?? document.heading?.session?.value;
    const session = label === undefined ? undefined : matchSession(label, manifest.sessions);
    if (!session) return [];
    return fields.flatMap((field) =>
      readIdleEntries(field).map(({ name, helps }): PlacedIdle => {
        const placed = ownTask(world, session, name.value);
        const helped = helps === undefined ? undefined : matchSession(helps, manifest.sessions);
        const problem =
          helps !== undefined && !helped
            ? `is to help ${helps.slice(0, 60)}, which swarm.yaml does not describe`
            : undone(placed?.task, session);
        return {
          id: placed?.task.id.value ?? `IDLE.${shortSession(session.id)}.${slug(name.value)}`,
          title: placed?.task.title.value ?? name.value.slice(0, 200),
          work: helped ? { kind: 'help', session: sessionId(helped.id) } : { kind: 'own' },
          document: placed?.document ?? document,
          range: name.range,
          session,
          ...(placed ? { task: placed.task } : {}),
          ...(problem === undefined ? {} : { problem }),
        };
      }),
    );
  });
}

function ownTask(world: World, session: ManifestSession, name: string): PlacedTask | undefined {
  return world.byId.get(name.toLowerCase())?.find((placed) => placed.session?.id === session.id);
}

function undone(task: TaskNode | undefined, session: ManifestSession): string | undefined {
  if (session.provider !== 'command' || task?.run) return undefined;
  return `has no command to run although ${session.id} uses the command provider`;
}

/** Filler is for anybody, so that without a command only a swarm of agents can do it. */
function fillers(world: World, manifest: SwarmManifest): readonly PlacedIdle[] {
  const onlyAgents = manifest.sessions.every(({ provider }) => provider !== 'command');
  return world.documents.flatMap((document) =>
    document.kind !== 'filler' && document.kind !== 'next-tasks'
      ? []
      : document.tasks
          .filter(({ id, status }) => !world.byId.has(id.value.toLowerCase()) && status?.value !== 'completed')
          .map((task): PlacedIdle => {
            const id = task.id.implicit ? `FILLER.${slug(task.title.value)}` : task.id.value;
            const shown = {
              id,
              title: task.title.value,
              work: { kind: 'filler' },
              document,
              range: task.range,
              task,
            } as const;
            if (task.run || onlyAgents) return shown;
            return { ...shown, problem: 'has no command to run, and sessions of this swarm use the command provider' };
          }),
  );
}

function slug(text: string): string {
  const words = text.slice(0, 200).replaceAll(/[^A-Za-z0-9._]+/g, '-');
  return words.replace(/^[-.]/, '').slice(0, 60).replace(/[-.]$/, '') || 'task';
}
