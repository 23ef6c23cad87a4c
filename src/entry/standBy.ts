import { userInfo } from 'node:os';
import { connectCoordinator } from '../adapters/socket/connectCoordinator.ts';
import { ConnectionLost } from '../adapters/socket/connectionLost.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import { pause } from '../app/runner/pause.ts';
import { untilAborted } from '../app/runner/untilAborted.ts';
import type { Log } from '../base/log.ts';
import type { HostStart } from '../protocol/hostMessages.ts';
import { grantAll, leadSwarm, type Leadership } from './leadSwarm.ts';
import { PlanWatch } from './planWatch.ts';

const retryMs = 20;
/** A swarm that cannot go on and that nobody watches is let go after this time; its ledger keeps everything. */
const idleMs = 10 * 60_000;
const idleCheckMs = 15_000;

export interface StandByOptions {
  readonly log: Log;
  /** Aborted when the host is told to stop. */
  readonly stop: AbortController;
  /** Aborts when there is nothing left to stand by for. */
  readonly done: AbortSignal;
}

/**
 * Stands by for the leader: waits for its word, and takes the lead when it is gone. Resolves when `done` or `stop` aborts and, if this process led,
 * the lead is given up.
 */
export async function standBy(start: HostStart, options: StandByOptions): Promise<void> {
  const over = AbortSignal.any([options.done, options.stop.signal]);
  while (!over.aborted) {
    const told = await followLeader(start, over);
    if (told === 'stop') options.stop.abort();
    if (told !== 'lost' || over.aborted) return;
    const lead = await leadSwarm({
      stateFolder: start.stateFolder,
      name: start.name,
      log: options.log,
      leader: 'host',
      keys: start.signingKey === undefined ? { kind: 'files' } : { kind: 'handed', signingKey: start.signingKey },
    });
    if (lead) return leadOn(lead, start, options);
    // Somebody else was faster: follow that one.
    await pause(systemClock, retryMs, over);
  }
}

/** Waits for the leader's word on a connection of its own. */
async function followLeader({ address, hostToken }: HostStart, over: AbortSignal): Promise<'stop' | 'lost' | 'over'> {
  try {
    const client = await connectCoordinator({ address, token: hostToken });
    const answer = await untilAborted(client.request({ verb: 'hostWait' }), over);
    client.close();
    if (answer === undefined) return 'over';
    return answer.ok ? 'stop' : 'lost';
  } catch (cause) {
    if (cause instanceof ConnectionLost) return over.aborted ? 'over' : 'lost';
    throw cause;
  }
}

async function leadOn(lead: Leadership, start: HostStart, { log, stop, done }: StandByOptions): Promise<void> {
  const { coordinator } = lead;
  grantAll(lead, userInfo().username);
  for (const { id, token } of start.sessions) lead.tokens.grant({ kind: 'session', session: id, runner: true }, token);
  coordinator.expectAll();
  log.warn('The leader is gone; this host leads the swarm now.');
  coordinator.ending.onStopRequested(() => stop.abort());
  coordinator.onFault((fault) => {
    log.error(fault.message, { code: fault.code });
    stop.abort();
  });
  const watching = new PlanWatch({ folder: start.repository, desk: coordinator.plan, log });
  let idleSince = systemClock.now();
  const watch = systemClock.every(idleCheckMs, () => {
    const idle = coordinator.watchers.count === 0 && coordinator.stage() !== 'running';
    if (!idle) idleSince = systemClock.now();
    else if (systemClock.now() - idleSince > idleMs) coordinator.ending.requestStop();
  });
  if (!done.aborted) await new Promise<void>((resolve) => done.addEventListener('abort', () => resolve()));
  watch.dispose();
  await watching.close();
  await coordinator.idle();
  await lead.close();
}
