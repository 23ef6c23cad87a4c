import { blockerId, type SessionId } from '../../domain/task/ids.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { TaskTruth } from './drawSwarm.ts';
import { drawFate, type Fate } from './fate.ts';
import { makeVirtualCall, type AskAs, type CallEnd, type VirtualClaim } from './virtualCall.ts';
import { sitOutStall } from './virtualStall.ts';
import type { VirtualWorld } from './virtualWorld.ts';

/** Calls that help takes. */
const helpCalls = 3;

/** What an agent has of its session. */
export interface VirtualSeat {
  readonly world: VirtualWorld;
  readonly session: SessionId;
  readonly ask: AskAs;
  /** The session's runner stands still until somebody ends it and starts another. */
  readonly fallSilent: () => Promise<void>;
}

/** What an attempt takes. `callMs` is how long a call lasts, when that is known. */
interface Work {
  readonly needs: readonly string[];
  readonly truth: TaskTruth | undefined;
  readonly calls: number;
  readonly callMs: number | undefined;
}

/** How the calls of an attempt ended: also with its agent taken off it. */
type Ended = CallEnd | 'handed-over' | 'parked';

/** One of a session's agents, which works as its fate has it. */
export class VirtualAgent {
  readonly #seat: VirtualSeat;

  constructor(seat: VirtualSeat) {
    this.#seat = seat;
  }

  /** Works until there is nothing more. */
  async live(): Promise<void> {
    const { ask, session } = this.#seat;
    for (;;) {
      const next = await ask({ verb: 'claimNext', session, wait: true });
      if (!next.ok || next.value.outcome === 'finished') return;
      await this.#work(next.value.claim);
    }
  }

  async #work(claimed: ClaimedTask): Promise<void> {
    const { task, epoch, helps } = claimed;
    const { world, session } = this.#seat;
    const claim: VirtualClaim = { task, session, epoch };
    const work = helps === null ? this.#ownWork(task) : this.#helpWork(task);
    const skills = world.drawn.skills.get(session) ?? [];
    const fate = drawFate(world.knobs, world.seed, { ...work, task, epoch, skills });
    const meetsBlocker = work.truth?.blocker !== undefined && !world.resolved.has(task);
    const whole = meetsBlocker ? Math.ceil(work.calls / 2) : work.calls;
    const calls = Math.max(1, whole - world.takeKept(task, session));
    const ended = await this.#makeCalls(claimed, fate, { ...work, calls });
    if (ended !== 'made') await this.#giveBack(claim, ended);
    else if (meetsBlocker) await this.#report(claim, work);
    else await this.#handIn(claim, fate);
  }

  /** What a task takes: the first attempt at a blocked one ends half way, and the next one goes on from there. What is not of the plan is the search for an error. */
  #ownWork(task: string): Work {
    const { drawn, resolved } = this.#seat.world;
    const [of = task] = task.split('.DEBUG');
    const truth = drawn.truths.get(task);
    const all = drawn.truths.get(of)?.calls ?? 1;
    const calls = resolved.has(task) ? Math.floor(all / 2) : all;
    return { needs: this.#seat.world.needsOf(task), truth, calls, callMs: undefined };
  }

  /** Whoever is capable removes a blocker in the time that it takes; who is not, in as much longer as the blocked one would. */
  #helpWork(task: string): Work {
    const [helped = ''] = task.split('.HELP');
    const { needs = [], workMs = 0 } = this.#seat.world.drawn.truths.get(helped)?.blocker ?? {};
    return { needs, truth: undefined, calls: helpCalls, callMs: (workMs * this.#slowness(needs)) / helpCalls };
  }

  /** How much longer this session takes for something than who is capable of it. */
  #slowness(needs: readonly string[]): number {
    const { world, session } = this.#seat;
    const skills = world.drawn.skills.get(session) ?? [];
    return needs.every((need) => skills.includes(need)) ? 1 : world.knobs.alone;
  }

  async #makeCalls(claimed: ClaimedTask, fate: Fate, { calls, callMs }: Work): Promise<Ended> {
    const { world, session, ask, fallSilent } = this.#seat;
    const claim: VirtualClaim = { task: claimed.task, session, epoch: claimed.epoch };
    const parts = { world, ask, claim, random: fate.calls };
    for (let call = 0; call < calls; call += 1) {
      if (fate.silentAt === call) {
        world.keep(claim.task, session, call);
        await fallSilent();
        return 'gone';
      }
      const stalled = fate.stallAt === call ? await sitOutStall(parts, claimed.watchdog.stallMs) : 'made';
      const ended = stalled === 'made' ? await makeVirtualCall(parts, callMs) : stalled;
      // What was handed over anybody goes on with, else the session whose conversation it is.
      if (ended !== 'made') world.keep(claim.task, ended === 'handed-over' ? undefined : session, call);
      if (ended !== 'made') return ended;
    }
    return 'made';
  }

  async #giveBack(claim: VirtualClaim, ended: Exclude<Ended, 'made'>): Promise<void> {
    const { ask, world } = this.#seat;
    switch (ended) {
      case 'gone':
        return;
      case 'refused':
        await ask({ verb: 'providerRefused', ...claim, kind: 'overload', until: null });
        await ask({ verb: 'release', ...claim, reason: 'released' });
        return;
      case 'handed-over':
        await ask({ verb: 'release', ...claim, reason: 'stalled' });
        return;
      case 'parked': {
        const reported = await ask({ verb: 'reportBlocker', ...claim, reason: 'it gets nowhere', needs: [] });
        const blocker = reported.ok ? world.blockerOf(claim.task) : undefined;
        if (blocker !== undefined) world.ofPeople.add(blocker);
        return;
      }
      case 'unavailable':
        await ask({ verb: 'release', ...claim, reason: 'released' });
    }
  }

  async #handIn(claim: VirtualClaim, { good, claimsDone }: Fate): Promise<void> {
    const { ask, world } = this.#seat;
    if (claimsDone) await ask({ verb: 'complete', ...claim, commit: world.commit(good), evidence: [] });
    else await ask({ verb: 'fail', ...claim, reason: 'its verification fails', evidence: [] });
  }

  /** Stops at the blocker. By itself the session finds a way, too, however long that takes, unless it takes a person. */
  async #report(claim: VirtualClaim, { truth }: Work): Promise<void> {
    const { ask, world } = this.#seat;
    const { needs = [], workMs = 0, outside = false } = truth?.blocker ?? {};
    const reported = await ask({ verb: 'reportBlocker', ...claim, reason: 'stuck', needs: [...needs] });
    if (!reported.ok) return;
    world.resolved.add(claim.task);
    const blocker = world.blockerOf(claim.task);
    if (blocker === undefined) return;
    if (outside) world.ofPeople.add(blocker);
    else world.scheduler.after(workMs * this.#slowness(needs), () => world.findWay(blockerId(blocker)));
  }
}
