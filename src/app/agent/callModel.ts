import { assertNever } from '../../base/assertNever.ts';
import type { Log } from '../../base/log.ts';
import type { Reply } from '../../domain/agent/conversation.ts';
import { decideRetry, type ModelFailure } from '../../domain/agent/modelFailure.ts';
import { nextTry, slotRetries } from '../../domain/governor/retry.ts';
import { noUsage, type Usage } from '../../domain/governor/price.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { Clock } from '../ports/clock.ts';
import type { ModelClient, ModelRequest } from '../ports/modelClient.ts';
import { pause } from '../runner/pause.ts';
import { sendReport } from '../runner/sendReport.ts';
import type { AgentClaim } from './agentDesk.ts';

/** What model calls of one claim are made with. */
export interface PaidModel {
  readonly client: CoordinatorClient;
  readonly model: ModelClient;
  /** The name that the calls are priced by. */
  readonly tier: string;
  /** Tokens that prompt and reply may have together. */
  readonly contextTokens: number;
  readonly claim: AgentClaim;
  readonly clock: Clock;
  readonly log: Log;
  /** In [0, 1). */
  readonly random: () => number;
  /** Calls so far: makes every reservation's key its own. */
  calls: number;
}

/** What a call came to, when it came to something that the conversation can go on with. */
export type Called =
  | { readonly kind: 'replied'; readonly reply: Reply; readonly usage: Usage }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'gave-up'; readonly reason: string };

/** The model cannot be called now for a reason that says nothing about the work: the claim is given back, the conversation kept. */
export class ModelUnavailable extends Error {
  override readonly name = 'ModelUnavailable';
}

export interface CallOptions {
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
  readonly onNote: (text: string) => void;
}

/**
 * Calls the model once for the conversation, trying again by our rules: counted, money set aside, called, settled to what it used. Throws
 * ModelUnavailable when the credential, the money or the provider says no, and what the signal aborts with when it does.
 */
export async function callModel(request: ModelRequest, paid: PaidModel, options: CallOptions): Promise<Called> {
  let firstFailed: number | undefined;
  for (let failures = 1; ; failures += 1) {
    const tried = await tryOnce(request, paid, options);
    if (tried.kind !== 'failure') return tried;
    const { failure } = tried;
    const now = paid.clock.monotonic();
    firstFailed ??= now;
    const decision = decideRetry(failure, { failures, elapsedMs: now - firstFailed }, paid.random());
    switch (decision.kind) {
      case 'fail':
        return { kind: 'gave-up', reason: `the model's provider does not take the request: ${failure.message}` };
      case 'hand-over':
        return { kind: 'too-long' };
      case 'tell':
        return refusedByProvider(paid, failure, decision.as);
      case 'wait':
        options.onNote(`${failure.message}; trying again in ${Math.ceil(decision.ms / 1_000)} s\n`);
        await pause(paid.clock, decision.ms, options.signal);
        options.signal.throwIfAborted();
        break;
      default:
        assertNever(decision);
    }
  }
}

type Tried = Called | { readonly kind: 'failure'; readonly failure: ModelFailure };

async function tryOnce(request: ModelRequest, paid: PaidModel, options: CallOptions): Promise<Tried> {
  const counted = await paid.model.countTokens(request, options.signal);
  if (!counted.ok) return { kind: 'failure', failure: counted.failure };
  const prompt = withMargin(counted.tokens);
  if (prompt + request.maxOutput > paid.contextTokens || prompt > (counted.limit ?? prompt))
    return { kind: 'too-long' };
  const reservation = await admit(paid, { prompt, maxOutput: request.maxOutput }, options);
  const worst = { ...noUsage, cacheWrite5m: prompt, output: request.maxOutput };
  let spent: Usage | 'nothing' = worst;
  try {
    const answer = await paid.model.reply(request, options);
    if (answer.ok) {
      spent = answer.usage;
      return { kind: 'replied', reply: answer.reply, usage: answer.usage };
    }
    if (answer.spent === 'nothing') spent = 'nothing';
    return { kind: 'failure', failure: answer.failure };
  } finally {
    // Also when it was called off: what may have been spent is spent.
    await settle(paid, reservation, spent);
  }
}

/** A provider calls its count an estimate; a hundredth more keeps what it bills below what was set aside. */
function withMargin(tokens: number): number {
  return Math.ceil(tokens * 1.01) + 32;
}

/** Waits until the coordinator lets the call through: a slot of its credential, room in its rate, and money. */
async function admit(
  paid: PaidModel,
  call: { readonly prompt: number; readonly maxOutput: number },
  { signal, onNote }: CallOptions,
): Promise<string> {
  const began = paid.clock.monotonic();
  for (let refusals = 1; ; refusals += 1) {
    const { client, claim, tier } = paid;
    paid.calls += 1;
    const key = `reserve/${claim.task}/${claim.epoch}/${paid.calls}`;
    const answer = await client.request({ verb: 'reserve', ...claim, model: tier, ...call, cache: '5m' }, key);
    if (answer.ok) return answer.value.reservation;
    const { code, message, retryAfterMs } = answer.error;
    if (code !== 'no-slot') throw new ModelUnavailable(message);
    const refused = { failures: refusals, elapsedMs: paid.clock.monotonic() - began, askedMs: retryAfterMs ?? 0 };
    const next = nextTry(slotRetries, refused, paid.random());
    if (!next.again) throw new ModelUnavailable(message);
    if (refusals === 1) onNote(`${message}\n`);
    await pause(paid.clock, next.afterMs, signal);
    signal.throwIfAborted();
  }
}

async function settle(paid: PaidModel, reservation: string, spent: Usage | 'nothing'): Promise<void> {
  const report =
    spent === 'nothing'
      ? ({ verb: 'unreserve', ...paid.claim, reservation, reason: 'the provider did not take the call' } as const)
      : ({ verb: 'settle', ...paid.claim, reservation, usage: spent } as const);
  const problem = await sendReport(paid, report, `${report.verb}/${reservation}`);
  if (problem) paid.log.warn(problem.message, { reservation, code: problem.code });
}

async function refusedByProvider(
  paid: PaidModel,
  failure: ModelFailure,
  kind: 'quota' | 'auth' | 'overload',
): Promise<never> {
  const until = failure.retryAfterMs === null ? null : Math.round(paid.clock.now() + failure.retryAfterMs);
  const problem = await sendReport(
    paid,
    { verb: 'providerRefused', ...paid.claim, kind, until },
    `refused/${paid.claim.task}/${paid.claim.epoch}/${paid.calls}`,
  );
  if (problem) paid.log.warn(problem.message, { code: problem.code });
  throw new ModelUnavailable(`the model's provider refuses (${kind}): ${failure.message}`);
}
