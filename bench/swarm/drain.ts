import type { Coordinator } from '../../src/app/coordinator/coordinator.ts';
import { asIntegrator, asSession } from './openSwarm.ts';

const commit = 'c'.repeat(40);

/** Lets session-0 … work until nothing is left: each claims, completes and has it integrated. Throws when any step is refused. */
export async function drain(
  coordinator: Coordinator,
  sessions: number,
): Promise<{ readonly seconds: number; readonly lifecycles: number }> {
  const began = performance.now();
  const done = await Promise.all(Array.from({ length: sessions }, (_, at) => work(coordinator, `session-${at}`)));
  const seconds = (performance.now() - began) / 1_000;
  if (coordinator.state.unfinished !== 0) throw new Error(`${coordinator.state.unfinished} tasks are left`);
  return { seconds, lifecycles: done.reduce((sum, count) => sum + count, 0) };
}

async function work(coordinator: Coordinator, session: string): Promise<number> {
  const asked = asSession(session);
  for (let done = 0; ; done += 1) {
    const answer = await coordinator.handle({ verb: 'claimNext', session, wait: true }, asked);
    if (!answer.ok) throw new Error(`${session} was refused: ${answer.error.message}`);
    if (answer.value.outcome === 'finished') return done;
    const { task, epoch } = answer.value.claim;
    const completed = await coordinator.handle({ verb: 'complete', session, task, epoch, commit, evidence: [] }, asked);
    const merged = await coordinator.handle(
      { verb: 'integrated', task, epoch, merge: commit, evidence: [] },
      asIntegrator,
    );
    if (!completed.ok || !merged.ok) throw new Error(`${task} did not get through`);
  }
}
