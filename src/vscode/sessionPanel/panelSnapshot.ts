import { needLabel, needText } from '../../protocol/needWords.ts';
import type { PanelSnapshot } from '../../protocol/sessionPanel.ts';
import type { NeedsYouView, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { actionsOf } from '../swarm/needActions.ts';

/** So much that waits is shown at once; the inbox has all of it. */
const maxNeeds = 20;

/** What of a snapshot the panel of a session shows; undefined when the swarm has no such session. */
export function createPanelSnapshot(snapshot: SwarmSnapshot, id: string): PanelSnapshot | undefined {
  const session = snapshot.sessions.find((each) => each.id === id);
  if (!session) return undefined;
  const tasks = snapshot.tasks.filter((task) => task.session === id);
  const own = new Set(tasks.map((task) => task.id));
  const needs = needsOfSession(snapshot, id).map((need) => {
    const label = needLabel(need, snapshot);
    return { key: keyOf(need), label, text: needText(need, label), actions: [...actionsOf(need)] };
  });
  return {
    type: 'snapshot',
    sequence: snapshot.sequence,
    session,
    tasks,
    swarm: snapshot.swarm.state,
    needs: needs.slice(0, maxNeeds),
    costs: snapshot.money.byTask
      .filter((task) => own.has(task.id))
      .map(({ id: task, spent, budget }) => ({ id: task, spent, budget })),
    standing: snapshot.money.bySession.find((each) => each.id === id)?.standing ?? 'within',
  };
}

/** What waits for a person because of this session, in the inbox's order. */
export function needsOfSession(
  snapshot: Pick<SwarmSnapshot, 'needsYou' | 'tasks' | 'blockers'>,
  session: string,
): readonly NeedsYouView[] {
  const tasks = new Set(snapshot.tasks.filter((task) => task.session === session).map(({ id }) => id));
  const blockers = new Map(snapshot.blockers.map((blocker) => [blocker.id, blocker]));
  return snapshot.needsYou.filter((need) => {
    if (need.session !== undefined) return need.session === session;
    const blocker = blockers.get(need.subject);
    if (blocker) return blocker.session === session || tasks.has(blocker.task);
    return need.subject === session || tasks.has(need.subject);
  });
}

/** Names something that waits, among all that does. */
export function keyOf({ subject, answer }: NeedsYouView): string {
  return answer ? `${answer.kind}:${answer.id}` : `subject:${subject}`;
}
