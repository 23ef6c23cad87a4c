import { decideRetry } from '../../domain/agent/modelFailure.ts';
import { nextTry, slotRetries } from '../../domain/governor/retry.ts';
import type { Random } from '../../base/random.ts';
import type { Result } from '../../base/result.ts';
import type { AnswerOf } from '../../protocol/coordinatorClient.ts';
import type { Problem, Request } from '../../protocol/verbs.ts';
import type { VirtualWorld } from './virtualWorld.ts';

/** A claim under which something is asked. */
export interface VirtualClaim {
  readonly task: string;
  readonly session: string;
  readonly epoch: number;
}

/** How calls end: they were made, the claim is gone, nothing lets them through now (money, a slot, a breaker), or the provider never answered. */
export type CallEnd = 'made' | 'gone' | 'unavailable' | 'refused';

/** Asks the coordinator in the name of a session, once that is there. */
export type AskAs = <R extends Request>(request: R) => Promise<Result<AnswerOf<R['verb']>, Problem>>;

export interface VirtualCallParts {
  readonly world: VirtualWorld;
  readonly ask: AskAs;
  readonly claim: VirtualClaim;
  /** Draws what happens to the attempt's calls. */
  readonly random: Random;
}

const halfMinuteMs = 30_000;
/** How long a call that fails takes to fail. */
const failureMs = 2_000;
const maxOutput = 4_000;
const overloaded = { kind: 'overload', message: 'overloaded', retryAfterMs: null } as const;

/**
 * Makes one step as an agent does: money and a slot first, the model's answer, tried again by the one policy for retries, settled to what it used; then what the model
 * asked for is done, which takes as long and no slot. `callMs`: how long all of it lasts, when that is known.
 */
export async function makeVirtualCall(parts: VirtualCallParts, callMs: number | undefined): Promise<CallEnd> {
  const { world, ask, claim, random } = parts;
  const prompt = 20_000 + random.below(40_001);
  const usage = { input: prompt, output: 500 + random.below(3_501), cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  const halfMs = Math.round((callMs ?? halfMinuteMs + random.below(3 * halfMinuteMs)) / 2);
  let firstFailed: number | undefined;
  for (let failures = 1; ; failures += 1) {
    const fails = random.chance(world.knobs.providerFailure);
    const admitted = await admit(parts, prompt);
    if ('end' in admitted) return admitted.end;
    const { reservation } = admitted;
    await world.sleep(fails ? failureMs : halfMs);
    if (!fails) {
      await ask({ verb: 'settle', ...claim, reservation, usage });
      await world.sleep(halfMs);
      return 'made';
    }
    await ask({ verb: 'unreserve', ...claim, reservation, reason: 'overloaded' });
    const now = world.scheduler.monotonic();
    firstFailed ??= now;
    const decision = decideRetry(overloaded, { failures, elapsedMs: now - firstFailed }, random.next());
    if (decision.kind !== 'wait') return 'refused';
    await world.sleep(decision.ms);
  }
}

/** Waits for a slot for as long as an agent does. */
async function admit(
  { world, ask, claim, random }: VirtualCallParts,
  prompt: number,
): Promise<{ readonly reservation: string } | { readonly end: CallEnd }> {
  const began = world.scheduler.monotonic();
  for (let failures = 1; ; failures += 1) {
    const answer = await ask({ verb: 'reserve', ...claim, model: 'sonnet', prompt, maxOutput, cache: 'none' });
    if (answer.ok) return { reservation: answer.value.reservation };
    const { code, retryAfterMs = 0 } = answer.error;
    if (code !== 'no-slot') return { end: code === 'stale-epoch' ? 'gone' : 'unavailable' };
    const elapsedMs = world.scheduler.monotonic() - began;
    const next = nextTry(slotRetries, { failures, elapsedMs, askedMs: retryAfterMs }, random.next());
    if (!next.again) return { end: 'unavailable' };
    await world.sleep(next.afterMs);
  }
}
