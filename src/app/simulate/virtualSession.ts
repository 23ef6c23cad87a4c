import type { Result } from '../../base/result.ts';
import { decideRetry } from '../../domain/agent/modelFailure.ts';
import { blockerId, type SessionId } from '../../domain/task/ids.ts';
import type { AnswerOf } from '../../protocol/coordinatorClient.ts';
import type { ClaimedTask, Problem, Request } from '../../protocol/verbs.ts';
import type { Principal } from '../coordinator/principal.ts';
import type { TaskTruth } from './drawSwarm.ts';
import { drawFate, type Fate } from './fate.ts';
import type { VirtualWorld } from './virtualWorld.ts';

const minuteMs = 60_000;
const heartbeatMs = minuteMs;
/** How long it takes until a silent session is started again. */
const silenceMs = 20 * minuteMs;
/** How long a call that fails takes to fail. */
const failureMs = 2_000;
const maxOutput = 4_000;
const overloaded = { kind: 'overload', message: 'overloaded', retryAfterMs: null } as const;

type Claim = { readonly task: string; readonly session: string; readonly epoch: number };
/** How the calls of an attempt ended: all were made, nothing more may be spent, the claim is gone, or the provider never answered. */
type Ended = 'made' | 'no-budget' | 'gone' | 'refused';

/** A session that works as its fate has it. */
export class VirtualSession {
  readonly #world: VirtualWorld;
  readonly #id: SessionId;
  readonly #principal: Principal;
  #isSilent = false;

  constructor(world: VirtualWorld, id: SessionId) {
    this.#world = world;
    this.#id = id;
    this.#principal = { kind: 'session', session: id, token: id };
  }

  async live(): Promise<void> {
    await this.#register();
    const heart = this.#world.scheduler.every(heartbeatMs, () => this.#beat());
    for (;;) {
      const next = await this.#ask({ verb: 'claimNext', session: this.#id, wait: true });
      if (!next.ok || next.value.outcome === 'finished') break;
      await this.#work(next.value.claim);
    }
    heart.dispose();
  }

  async #work(claimed: ClaimedTask): Promise<void> {
    const { task, epoch, helps } = claimed;
    const claim: Claim = { task, session: this.#id, epoch };
    const work = helps === null ? this.#ownWork(task) : this.#helpWork(task);
    const skills = this.#world.drawn.skills.get(this.#id) ?? [];
    const fate = drawFate(this.#world.knobs, this.#world.seed, { ...work, task, epoch, skills });
    const stopsAt = this.#mayBlock(claim, work) ? Math.ceil(work.calls / 2) : undefined;
    const ended = await this.#makeCalls(claim, fate, { ...work, calls: stopsAt ?? work.calls });
    if (ended === 'made' && stopsAt !== undefined) await this.#report(claim, work);
    else if (ended === 'made') await this.#handIn(claim, fate);
    else if (ended === 'no-budget') await this.#ask({ verb: 'release', ...claim, reason: 'released' });
    else if (ended === 'refused') await this.#fail(claim, 'the provider does not answer');
  }

  /** What a task of the plan takes: the first attempt at a blocked one ends half way, and the next one goes on from there. */
  #ownWork(task: string): Work {
    const truth = this.#world.drawn.truths.get(task);
    const needs = this.#world.drawn.tasks.find(({ id }) => id === task)?.capabilities ?? [];
    const calls = truth?.calls ?? 1;
    return { needs, truth, calls: this.#world.resolved.has(task) ? Math.floor(calls / 2) : calls, callMs: undefined };
  }

  /** Whoever is capable removes a blocker in the time that it takes; who is not, in as much longer as the blocked one would. */
  #helpWork(task: string): Work {
    const [helped = ''] = task.split('.HELP');
    const truth = this.#world.drawn.truths.get(helped);
    const needs = truth?.blocker?.needs ?? [];
    const calls = 3;
    const workMs = (truth?.blocker?.workMs ?? 0) * this.#slowness(needs);
    return { needs, truth: undefined, calls, callMs: workMs / calls };
  }

  /** How much longer this session takes for something than who is capable of it. */
  #slowness(needs: readonly string[]): number {
    const skills = this.#world.drawn.skills.get(this.#id) ?? [];
    return needs.every((need) => skills.includes(need)) ? 1 : this.#world.knobs.alone;
  }

  #mayBlock({ task }: Claim, { truth }: Work): boolean {
    return truth?.blocker !== undefined && !this.#world.resolved.has(task);
  }

  async #makeCalls(claim: Claim, fate: Fate, { calls, callMs }: Work): Promise<Ended> {
    for (let call = 0; call < calls; call += 1) {
      if (fate.silentAt === call) return this.#fallSilent();
      const ended = await this.#makeCall(claim, fate, callMs);
      if (ended !== 'made') return ended;
    }
    return 'made';
  }

  async #makeCall(claim: Claim, { calls: random }: Fate, callMs: number | undefined): Promise<Ended> {
    const prompt = 20_000 + random.below(40_001);
    const usage = { input: prompt, output: 500 + random.below(3_501), cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
    const lastsMs = callMs ?? minuteMs / 2 + random.below(minuteMs * 1.5);
    let firstFailed: number | undefined;
    for (let failures = 1; ; failures += 1) {
      const fails = random.chance(this.#world.knobs.providerFailure);
      const reserved = await this.#ask({
        verb: 'reserve',
        ...claim,
        model: 'sonnet',
        prompt,
        maxOutput,
        cache: 'none',
      });
      if (!reserved.ok && reserved.error.code === 'no-slot') {
        // It waits its turn: that is no failure of the call.
        failures -= 1;
        await this.#world.sleep(reserved.error.retryAfterMs ?? failureMs);
        continue;
      }
      if (!reserved.ok) return reserved.error.code === 'no-budget' ? 'no-budget' : 'gone';
      const { reservation } = reserved.value;
      await this.#world.sleep(fails ? failureMs : lastsMs);
      if (!fails) {
        await this.#ask({ verb: 'settle', ...claim, reservation, usage });
        return 'made';
      }
      await this.#ask({ verb: 'unreserve', ...claim, reservation, reason: 'overloaded' });
      const now = this.#world.scheduler.monotonic();
      firstFailed ??= now;
      const decision = decideRetry(overloaded, { failures, elapsedMs: now - firstFailed }, random.next());
      if (decision.kind !== 'wait') return 'refused';
      await this.#world.sleep(decision.ms);
    }
  }

  async #handIn(claim: Claim, { good, claimsDone }: Fate): Promise<void> {
    if (!claimsDone) return this.#fail(claim, 'its verification fails');
    await this.#ask({ verb: 'complete', ...claim, commit: this.#world.commit(good), evidence: [] });
  }

  async #fail(claim: Claim, reason: string): Promise<void> {
    await this.#ask({ verb: 'fail', ...claim, reason, evidence: [] });
  }

  /** Stops at the blocker. By itself the session finds a way, too, however long that takes. */
  async #report(claim: Claim, { truth }: Work): Promise<void> {
    const { needs = [], workMs = 0 } = truth?.blocker ?? {};
    const reported = await this.#ask({ verb: 'reportBlocker', ...claim, reason: 'stuck', needs: [...needs] });
    if (!reported.ok) return;
    this.#world.resolved.add(claim.task);
    const blocker = this.#world.blockerOf(claim.task);
    if (blocker === undefined) return;
    this.#world.scheduler.after(workMs * this.#slowness(needs), () => this.#world.findWay(blockerId(blocker)));
  }

  /** The runner stands still until somebody ends it and starts another. */
  async #fallSilent(): Promise<Ended> {
    this.#isSilent = true;
    await this.#world.sleep(silenceMs);
    this.#isSilent = false;
    await this.#register();
    return 'gone';
  }

  async #register(): Promise<void> {
    const session = this.#id;
    await this.#ask({ verb: 'registerSession', session, provider: 'anthropic', sandbox: 'os' });
  }

  #beat(): void {
    if (!this.#isSilent) this.#world.send({ verb: 'heartbeat', session: this.#id }, this.#principal);
  }

  #ask<R extends Request>(request: R): Promise<Result<AnswerOf<R['verb']>, Problem>> {
    return this.#world.ask(request, this.#principal);
  }
}

/** What an attempt takes. `callMs` is how long a call lasts, when that is known. */
interface Work {
  readonly needs: readonly string[];
  readonly truth: TaskTruth | undefined;
  readonly calls: number;
  readonly callMs: number | undefined;
}
