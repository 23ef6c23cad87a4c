import { sessionId, taskId } from '../../../src/domain/task/ids.ts';
import type { Request, RequestOf } from '../../../src/protocol/verbs.ts';
import { floodTalk, sessionTalk } from './simTalk.ts';
import { simLines } from '../laws/permitLaws.ts';
import { SimClient } from './simClient.ts';
import { aboutHelp, aTarget } from './simHelp.ts';

const heartbeatMs = 2_000;
/** What an attempt hands in: now and then the same as the one before. */
function commitOf({ epoch }: { readonly epoch: number }): string {
  return Math.floor(epoch / 2)
    .toString(16)
    .padStart(40, 'a');
}

interface Claim {
  readonly task: string;
  readonly session: string;
  readonly epoch: number;
}

/** A session's runner with its agents: registers, claims, works, and now and then fails, freezes or dies. */
export class SimSession extends SimClient {
  #agents = 1;
  #lives = 0;

  /** Starts a new life with so many agents. */
  start(agents: number): void {
    this.#agents = agents;
    this.world.run(this.#live());
  }

  async #live(): Promise<void> {
    this.#lives += 1;
    const died = this.#lives > 1 && this.world.random.chance(0.5) ? { crash: 'it died' } : {};
    const joined = await this.ask({
      verb: 'registerSession',
      session: this.name,
      provider: this.world.plan.sessions.find(({ id }) => id === this.name)?.provider ?? 'command',
      sandbox: 'none',
      ...died,
    });
    if (!joined.ok) return;
    for (let agent = 0; agent < this.#agents; agent += 1) this.world.run(this.#work());
    for (;;) {
      this.tell({ verb: 'heartbeat', session: this.name });
      await this.sleep(heartbeatMs);
    }
  }

  async #work(): Promise<void> {
    const { random } = this.world;
    for (;;) {
      await this.#idle();
      const answer = await this.ask(this.#begin());
      this.#strike();
      const claim = answer.ok ? claimIn(answer.value, this.name) : undefined;
      if (claim) await this.#attemptTask(claim);
      else {
        await this.#talk();
        await this.#meddle();
        await this.sleep(200 + random.below(600));
      }
    }
  }

  /** Mostly what is next; now and then a session picks what it likes, from a long queue or from its own. */
  #begin(): Request {
    const { random, leader, isQuarrelsome } = this.world;
    const state = leader?.coordinator.state;
    const others = [...(state?.stealable ?? [])];
    const own = [...(state?.sessions.get(sessionId(this.name))?.ready ?? [])];
    if (others.length > 0 && random.chance(0.5))
      return { verb: 'claim', session: this.name, task: random.pick(others) };
    const spare = [...(state?.tasks.values() ?? [])].filter(
      ({ spec, progress }) => spec.idle && progress.stage === 'open',
    );
    if (spare.length > 0 && random.chance(0.1))
      return { verb: 'claim', session: this.name, task: random.pick(spare).spec.id };
    if (own.length > 0 && random.chance(0.05)) return { verb: 'claim', session: this.name, task: random.pick(own) };
    return { verb: 'claimNext', session: this.name, wait: random.chance(isQuarrelsome ? 0.2 : 0.7) };
  }

  async #attemptTask(claim: Claim): Promise<void> {
    const { random } = this.world;
    await this.sleep(random.below(this.#isDifficult(0.25) ? 16_000 : 800));
    this.#strike();
    if (random.chance(0.2)) await this.ask({ verb: 'progress', ...claim, note: 'half way' });
    if (random.chance(0.3)) {
      const line = random.pick(Object.keys(simLines));
      await this.ask({ verb: 'permit', ...claim, wanted: { kind: 'command', line }, wait: random.chance(0.4) });
    }
    if (!this.world.faults.isCalm && random.chance(0.08)) {
      const { task, session, epoch } = claim;
      await this.ask({ verb: 'ask', session, to: null, text: 'may I?', claim: { task, epoch }, wait: false });
    }
    await this.#callForHelp(claim);
    await this.#talk();
    if (random.chance(0.35)) await this.#spend(claim);
    await this.sleep(random.below(800));
    if (await this.#stall(claim)) return;
    const answer = await this.ask(this.#end(claim));
    // A report that is not taken is a failure, or the claim would be held in silence.
    if (!answer.ok) await this.ask({ verb: 'fail', ...claim, reason: answer.error.message, evidence: [] });
    this.#strike();
    // A second word on a claim that has ended has to be refused.
    if (answer.ok && random.chance(0.1)) await this.ask({ verb: 'progress', ...claim, note: 'afterthought' });
  }

  /** Its runner finds an agent that gets nowhere, and does what it is told, or does not. Says whether that was the end of the claim. */
  async #stall(claim: Claim): Promise<boolean> {
    const { random, faults } = this.world;
    if (faults.isCalm || !random.chance(0.12)) return false;
    for (let times = 1 + random.below(6); times > 0; times -= 1) {
      const cause = random.chance(0.8) ? 'no-progress' : 'timeout';
      const canNudge = random.chance(0.7);
      const answer = await this.ask({ verb: 'stalled', ...claim, cause, silentMs: 600_000, canNudge });
      if (!answer.ok) return true;
      this.#strike();
      const { step } = answer.value as { readonly step?: string };
      if (random.chance(0.2)) continue;
      if (step === 'handed-over' || random.chance(0.05)) {
        const { ok } = await this.ask({ verb: 'release', ...claim, reason: 'stalled' });
        if (ok) return true;
      }
      if (step === 'parked') {
        await this.ask({ verb: 'reportBlocker', ...claim, reason: 'nothing came of it', needs: [] });
        return true;
      }
    }
    return false;
  }

  /** A helper may be there and not begin for longer than a lease. */
  async #idle(): Promise<void> {
    const { leader } = this.world;
    const isHelper = [...(leader?.coordinator.state.tasks.values() ?? [])].some(
      ({ spec, progress }) => spec.helps !== undefined && spec.session === this.name && progress.stage === 'open',
    );
    if (isHelper && this.#isDifficult(0.5)) await this.sleep(16_000);
  }

  /** Offers help to everybody at once. */
  async #flood(blockers: readonly string[]): Promise<void> {
    for (const blocker of blockers) {
      await this.ask({ verb: 'offerHelp', session: this.name, blocker, note: 'whatever it is' });
    }
  }

  #isDifficult(share: number): boolean {
    const { random, faults, isQuarrelsome } = this.world;
    return isQuarrelsome && !faults.isCalm && random.chance(share);
  }

  async #callForHelp({ task, session, epoch }: Claim): Promise<void> {
    const { random, faults } = this.world;
    if (faults.isCalm || !random.chance(0.1)) return;
    const needs = random.chance(0.5) ? ['docs:writing'] : [];
    await this.ask({ verb: 'requestHelp', subject: task, session, epoch, reason: 'write the other half', needs });
  }

  /** Speaks, votes and reads its inbox; now and then as it must not. */
  async #talk(): Promise<void> {
    const { random, leader, faults } = this.world;
    if (faults.isCalm || !random.chance(0.6)) return;
    const state = leader?.coordinator.state;
    const request = state && sessionTalk(state, this.name, random);
    if (!request) return;
    // A question does not keep the session from its work.
    if (request.verb === 'ask' && request.wait) this.world.run(this.ask(request).then(() => undefined));
    else await this.ask(request);
    if (random.chance(0.02)) this.flood(floodTalk(this.name, 'session'), 40);
  }

  /** A model call or several: reserved, made, settled; now and then forgotten, settled twice, or ended by a crash in between. */
  async #spend(claim: Claim): Promise<void> {
    const { random, faults } = this.world;
    for (let call = 1 + random.below(2); call > 0; call -= 1) {
      const model = random.pick(['haiku', 'sonnet', 'sonnet', 'unheard-of']);
      const [prompt, maxOutput] = [random.below(20_000), random.below(4_000)];
      if (random.chance(0.1)) await this.ask({ verb: 'reportCost', ...claim, cost: random.below(40_000) });
      const reserved = await this.ask({ verb: 'reserve', ...claim, model, prompt, maxOutput, cache: '5m' });
      if (!reserved.ok) return;
      const { reservation } = reserved.value as { readonly reservation: string };
      await this.sleep(random.below(random.chance(0.2) ? 4_000 : 200));
      this.#strike();
      if (!faults.isCalm && random.chance(0.1)) continue;
      // Now and then the provider bills more than was reserved.
      const more = !faults.isCalm && random.chance(0.03) ? 50_000 : 0;
      const usage = { input: random.below(prompt + 1) + more, output: random.below(maxOutput + 1) };
      const settle: RequestOf<'settle'> = {
        verb: 'settle',
        ...claim,
        reservation,
        usage: { ...usage, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
      };
      if (random.chance(0.1)) await this.ask({ verb: 'unreserve', ...claim, reservation, reason: 'not made' });
      if (random.chance(0.05)) await this.ask({ ...settle, epoch: claim.epoch + 1 });
      await this.ask(settle);
      if (random.chance(0.1)) await this.ask(settle);
      if (!faults.isCalm && random.chance(0.03)) {
        const kind = random.pick(['quota', 'auth', 'overload'] as const);
        const until = random.chance(0.5) ? this.world.scheduler.now() + random.below(100_000) : null;
        await this.ask({ verb: 'providerRefused', ...claim, kind, until });
      }
    }
  }

  /** Now and then a session that has nothing to do speaks about what another one holds. */
  async #meddle(): Promise<void> {
    const { random, leader, faults } = this.world;
    if (faults.isCalm) return;
    if (leader && this.#isDifficult(0.5)) await this.#flood([...leader.coordinator.state.openBlockers]);
    if (leader && (random.chance(0.3) || this.#isDifficult(0.7))) {
      const request = aboutHelp({ state: leader.coordinator.state, random, session: this.name });
      if (request) await this.ask(request);
    }
    if (!random.chance(0.05)) return;
    const tasks = [...(leader?.coordinator.state.tasks.values() ?? [])];
    const other = tasks.find(({ progress }) => progress.stage === 'claimed' && progress.by !== this.name);
    if (other) await this.ask(this.#end({ task: other.spec.id, session: this.name, epoch: other.epoch }));
  }

  #end(claim: Claim): Request {
    const { random, faults } = this.world;
    const done: Request = { verb: 'complete', ...claim, commit: commitOf(claim), evidence: [] };
    // The search for a cause comes to something, and the task more often than not fails again.
    const mended = this.world.leader?.coordinator.state.tasks.get(taskId(claim.task))?.recovery?.mended === true;
    if (mended && random.chance(0.6)) return { verb: 'fail', ...claim, reason: 'verify failed', evidence: [] };
    if (faults.isCalm || claim.task.includes('.DEBUG')) return done;
    if (random.chance(0.12)) return { verb: 'fail', ...claim, reason: 'verify failed', evidence: [] };
    if (random.chance(0.15)) return this.#blameCommand(claim);
    if (random.chance(0.15) || this.#isDifficult(0.5)) {
      const { leader } = this.world;
      const target = leader ? aTarget({ state: leader.coordinator.state, random }) : {};
      return { verb: 'reportBlocker', ...claim, reason: 'no key', needs: [], ...target };
    }
    if (random.chance(0.05)) return { verb: 'release', ...claim, reason: 'released' };
    return done;
  }

  /** A command of the task cannot be started, or one that is no command of it is said to be to blame. */
  #blameCommand(claim: Claim): Request {
    const { random, plan } = this.world;
    const verify = plan.tasks.find(({ id }) => id === claim.task)?.verify ?? [];
    const command = verify.length > 0 && random.chance(0.9) ? random.pick(verify) : 'npm test';
    const fault = random.pick(['not-started', 'not-started', 'timed-out'] as const);
    return { verb: 'fail', ...claim, reason: `${command} does not run`, evidence: [], command: { command, fault } };
  }

  /** The runner may freeze beyond its lease here, or die and be started again. */
  #strike(): void {
    const { random, faults, scheduler } = this.world;
    if (!faults.strikesSession(random)) return;
    if (random.chance(0.4)) {
      this.freeze(random.pick([1_000, 8_000, 14_000]));
      return;
    }
    if (random.chance(0.2)) {
      this.dieForGood();
      this.world.loseForGood(this.name);
      return;
    }
    this.die();
    this.world.noteEnd(this.name);
    scheduler.after(faults.maxDelayMs + 100 + random.below(2_000), () => this.start(this.#agents));
  }
}

function claimIn(value: unknown, session: string): Claim | undefined {
  if (typeof value !== 'object' || value === null || !('claim' in value)) return undefined;
  const { task, epoch } = value.claim as { readonly task: string; readonly epoch: number };
  return { task, session, epoch };
}
