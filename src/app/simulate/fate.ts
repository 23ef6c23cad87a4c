import { Random } from '../../base/random.ts';
import { matchCapabilities } from '../../domain/governor/match.ts';
import type { Knobs } from './knobs.ts';

/** How one attempt goes. Drawn from the seed, the task and the attempt alone, so that it does not depend on what else happens. */
export interface Fate {
  /** Whether the work is good when it is handed in. */
  readonly good: boolean;
  /** Whether work that is not good is handed in all the same. */
  readonly claimsDone: boolean;
  /** The call at which the session falls silent; undefined when it does not. */
  readonly silentAt: number | undefined;
  /** The call at which the agent gets nowhere any more, though its session lives; undefined when it does not. */
  readonly stallAt: number | undefined;
  /** Draws what happens to single calls. */
  readonly calls: Random;
}

/** What an attempt is drawn by: `skills` are those of the session that makes it. */
export interface Attempt {
  readonly task: string;
  readonly epoch: number;
  readonly needs: readonly string[];
  readonly skills: readonly string[];
  readonly calls: number;
}

export function drawFate(knobs: Knobs, seed: number, attempt: Attempt): Fate {
  const random = new Random(seedOf(seed, `${attempt.task}/${attempt.epoch}`));
  const lacks = Math.round((1 - matchCapabilities(attempt.skills, attempt.needs)) * attempt.needs.length);
  const [luck, lie, silence] = [random.next(), random.chance(knobs.falseCompletion), random.chance(knobs.silent)];
  const silentAt = silence ? random.below(attempt.calls) : undefined;
  const stallAt = random.chance(knobs.stall) ? random.below(attempt.calls) : undefined;
  const good = !lie && luck < (1 - knobs.failure) * knobs.unskilled ** lacks;
  return { good, claimsDone: good || lie, silentAt, stallAt, calls: random };
}

/** FNV-1a over the name, mixed with the seed. */
function seedOf(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
