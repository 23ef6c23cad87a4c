import { VirtualMergeQueue } from './virtualMergeQueue.ts';
import { VirtualPerson } from './virtualPerson.ts';
import { VirtualSession } from './virtualSession.ts';
import { VirtualWorld, type DrawnBy, type RunTrace, type SimulationTools } from './virtualWorld.ts';

/** Virtual time after which a run is given up. */
const longestMs = 400 * 3_600_000;

/**
 * Runs one virtual swarm until everything is done, or for as long as a run may last: its sessions, merge queue and person ask the real coordinator
 * as the real ones do; only time and chance are virtual. Throws when the simulation itself is at fault.
 */
export async function runSwarm(asked: DrawnBy, tools: SimulationTools): Promise<RunTrace> {
  const world = new VirtualWorld(asked, tools);
  await world.open();
  new VirtualPerson(world).watch(world.coordinator);
  const lives = [
    new VirtualMergeQueue(world).live(),
    ...world.drawn.sessions.map(({ id }) => new VirtualSession(world, id).live()),
  ];
  let gone = 0;
  for (const life of lives) {
    life.then(
      () => (gone += 1),
      (cause: unknown) => world.fail(cause),
    );
  }
  await world.scheduler.run(() => gone === lives.length || world.fault !== undefined, longestMs);
  const trace = world.close();
  if (world.fault !== undefined) throw new Error(`Seed ${asked.seed} ended with a fault.`, { cause: world.fault });
  return trace;
}
