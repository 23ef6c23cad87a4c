import { nodePrimitives } from '../../../src/adapters/signing/nodePrimitives.ts';
import { Coordinator } from '../../../src/app/coordinator/coordinator.ts';
import { Sealer } from '../../../src/app/witness/sealer.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';
import { checkAcknowledged, checkLinearizable } from '../laws/historyLaws.ts';
import { checkBatches } from '../laws/batchLaws.ts';
import { checkConflicts } from '../laws/conflictLaws.ts';
import { checkHelp } from '../laws/helpLaws.ts';
import { checkBreakers } from '../laws/breakerLaws.ts';
import { checkLeftHalts } from '../laws/haltLaws.ts';
import { checkCalls } from '../laws/callLaws.ts';
import { checkCommands } from '../laws/commandLaws.ts';
import { checkMoney } from '../laws/moneyLaws.ts';
import { checkLedger } from '../laws/ledgerLaws.ts';
import { unfinishedWork } from '../laws/liveness.ts';
import { checkOutdated, outdatedWork } from '../laws/reopenLaws.ts';
import { checkPermitted } from '../laws/permitLaws.ts';
import { checkPlanned } from '../laws/planLaws.ts';
import { checkPolicyHashes, checkPolicyTrial } from '../laws/policyLaws.ts';
import { checkRecords } from '../laws/recordLaws.ts';
import { checkRoutes } from '../laws/routeLaws.ts';
import { checkWatch } from '../laws/watchLaws.ts';
import { essenceOf } from '../laws/stateLaws.ts';
import { checkWitness, verifyDisk } from '../laws/witnessLaws.ts';
import { simSigner } from './simSigner.ts';
import { SimStore } from './simStore.ts';
import { World } from './world.ts';

/** How a run came out, with what it saw. */
export interface Outcome {
  readonly seed: number;
  /** The law that was broken, in a sentence; undefined when all held. */
  readonly broken: string | undefined;
  readonly entries: number;
  readonly operations: number;
}

/** The dearest laws look at a share of the runs: an auditor's verification (and of those a share in which the witness itself is tried), the trial of the policy in force, the replay. */
const auditShare = 0.3;
const witnessShare = 0.3;
const policyShare = 0.3;
const replayShare = 0.5;
const roughMs = 13_000;
const hourMs = 3_600_000;
/** How far a wall clock is set: some land it a few seconds before midnight (UTC), for simulated time begins at 22:13:20. */
const toMidnightMs = 6_393_000;
const jumps = [-24 * hourMs, -hourMs, hourMs, 24 * hourMs, toMidnightMs, toMidnightMs, toMidnightMs];
const calmMs = 600_000;

/** Runs one swarm from its seed: first rough, then calm until everything that can be done is, then holds it against every law. */
export async function simulate(seed: number): Promise<Outcome> {
  const world = new World(seed);
  const { scheduler, random } = world;
  world.start();
  if (random.chance(0.4)) scheduler.after(random.below(roughMs), () => scheduler.jump(random.pick(jumps)));
  await scheduler.run(() => world.broken !== undefined, roughMs);
  world.calm();
  await scheduler.run(() => world.broken !== undefined || isDone(world), roughMs + calmMs);
  const broken = world.broken ?? judge(world);
  world.leader?.crash();
  return {
    seed,
    broken,
    entries: world.disk.entries.length,
    operations: world.history.operations.length,
  };
}

function isDone(world: World): boolean {
  const seen = world.changes + world.disk.entries.length;
  if (!world.leader?.isOpen || world.checked === seen) return false;
  world.checked = seen;
  const { state } = world.leader.coordinator;
  if (state.sequence !== world.disk.entries.length) return false;
  const done =
    state.opened &&
    state.submitted.size === 0 &&
    unfinishedWork(state, world.gone).length === 0 &&
    outdatedWork(state).length === 0;
  // What is done in spare time goes on: later the state may run ahead of the disk.
  if (done) world.lived = essenceOf(state);
  return done;
}

function judge(world: World): string | undefined {
  const { disk, history, leader, random } = world;
  if (!leader) return 'liveness: no leader came up';
  const { state } = leader.coordinator;
  const left = unfinishedWork(state, world.gone);
  if (left.length > 0 || state.submitted.size > 0) {
    const reasons = left.map((id) => JSON.stringify(leader.coordinator.why(id)));
    return `liveness: ${left.join()} could be done, and nobody does it: ${reasons.join(' ')}`;
  }
  const entries = disk.entries.map(({ body }) => JSON.parse(body) as Entry);
  const laws: readonly [string, string | undefined][] = [
    [
      'witness',
      random.chance(auditShare)
        ? (verifyDisk(disk) ?? (random.chance(witnessShare) ? checkWitness(disk) : undefined))
        : undefined,
    ],
    ['ledger', checkLedger(entries)],
    ['plan', checkPlanned(entries)],
    ['help', checkHelp(entries)],
    ['watch', checkWatch(entries, state)],
    ['money', checkMoney(entries, state, disk)],
    ['halts', checkLeftHalts(entries, state)],
    ['calls', checkCalls(entries)],
    ['breakers', checkBreakers(entries)],
    ['commands', checkCommands(entries)],
    ['records', checkRecords(entries, state)],
    ['routes', checkRoutes(entries)],
    ['policy', (random.chance(policyShare) ? checkPolicyTrial(entries) : undefined) ?? checkPolicyHashes(entries)],
    ['acknowledged', world.hadZombie ? undefined : checkAcknowledged(history.operations, entries, disk)],
    ['linearizable', world.hadZombie ? undefined : checkLinearizable(history.operations, entries)],
    ['conflicts', checkConflicts(entries)],
    ['batches', checkBatches(history.operations, entries)],
    ['permits', checkPermitted(history.operations, entries)],
    ['reopen', checkOutdated(entries, state)],
    ['replay', random.chance(replayShare) ? checkReplay(world) : undefined],
    ['push', world.subscribers.map((subscriber) => subscriber.catchUp()).find((broken) => broken !== undefined)],
    // What was read at last is held against the ledger, too.
    ['push', world.broken],
  ];
  const first = laws.find(([, broken]) => broken !== undefined);
  return first && `${first[0]}: ${first[1]}`;
}

/** The state that a new process folds from the ledger has to be the one that was lived. */
function checkReplay(world: World): string | undefined {
  const { disk, scheduler, random, faults, leader } = world;
  const store = new SimStore({ disk, scheduler, random, faults, step: () => undefined, decided: () => undefined });
  const createSealer = (): Sealer =>
    new Sealer({ primitives: nodePrimitives, signer: simSigner, origin: 'sim/ledger' });
  const replayed = new Coordinator({ ledger: store, createSealer, clock: scheduler });
  const lived = world.lived ?? (leader && essenceOf(leader.coordinator.state));
  const again = essenceOf(replayed.state);
  replayed.dispose();
  return lived === again ? undefined : `lived ${lived}, replayed ${again}`;
}
