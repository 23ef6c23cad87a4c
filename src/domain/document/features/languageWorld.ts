import type { SwarmDocument } from '../model.ts';
import type { Position, Range } from '../range.ts';
import type { World } from '../world.ts';

/** How one task stands in a swarm that runs or has run. Texts may come from agents. */
export interface TaskStanding {
  readonly status: string;
  /** Who holds or completed it; null when nobody does. */
  readonly owner: string | null;
  /** Why it does not run and what would change that; absent while it runs. */
  readonly why?: { readonly reason: string; readonly action: string };
  /** US dollars so far; absent when nobody counts them. */
  readonly cost?: number;
}

/** How the tasks stand, by id in lower case. */
export type LiveTasks = ReadonlyMap<string, TaskStanding>;

/** Everything that a feature may look at: the documents of one world as they were read, and the swarm if there is one to be seen. */
export interface LanguageWorld {
  readonly world: World;
  readonly live?: LiveTasks;
}

/** A place in a document that somebody asks about. */
export interface Place extends LanguageWorld {
  readonly document: SwarmDocument;
  readonly position: Position;
}

/** A stretch of a document in the world. */
export interface DocumentPlace {
  readonly path: string;
  readonly range: Range;
}

/** Every document of a world, its swarm.yaml first. */
export function allDocuments({ swarm, documents }: World): readonly SwarmDocument[] {
  return swarm ? [swarm, ...documents] : documents;
}
