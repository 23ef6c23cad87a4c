import { sessionId, taskId } from '../../../src/domain/task/ids.ts';
import type { SwarmPlan } from '../../../src/domain/task/plan.ts';
import { aPlan, aSession, aTask } from '../../support/plans.ts';

export const killSessions = ['session-1', 'session-2', 'session-3'] as const;
/** Everybody who speaks to the leader that is killed. */
export const killClients = [...killSessions, 'merge-queue'] as const;
export type KillClient = (typeof killClients)[number];

/** The token of a principal; the same after each restart, so that nobody has to be told. */
export const tokenOf = (principal: string): string => `token-of-${principal}`;

/** How the coordinator names the principal behind a client. */
export const principalOf = (client: KillClient): string =>
  client === 'merge-queue' ? 'integrator' : `session/${client}`;

const tasksOfASession = 40;

/** A chain of tasks for each session, longer than one round of kills gets. */
export function killPlan(): SwarmPlan {
  const tasks = killSessions.flatMap((session, owner) =>
    Array.from({ length: tasksOfASession }, (_, at) =>
      aTask(`S${owner + 1}.T${at}`, {
        session: sessionId(session),
        dependsOn: at === 0 ? [] : [taskId(`S${owner + 1}.T${at - 1}`)],
      }),
    ),
  );
  return aPlan(
    killSessions.map((id) => aSession(id)),
    tasks,
  );
}
