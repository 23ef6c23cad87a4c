import type { Asked, Coordinator } from '../../src/app/coordinator/coordinator.ts';

/** A step that claims T0, then T1 and so on; throws when a claim is refused. */
export function claimInOrder(coordinator: Coordinator, asked: Asked): () => Promise<void> {
  const session = asked.principal.kind === 'session' ? asked.principal.session : '';
  let next = 0;
  return async () => {
    const answer = await coordinator.handle({ verb: 'claim', session, task: `T${next}` }, asked);
    if (!answer.ok) throw new Error(`T${next} was refused: ${answer.error.message}`);
    next += 1;
  };
}
