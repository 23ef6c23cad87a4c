import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { steer, type Steering } from '../app/leader/steer.ts';
import { silentLog } from '../base/log.ts';
import { err, type Result } from '../base/result.ts';
import type { LeaderProblem } from '../protocol/swarmLeader.ts';
import type { SwarmSnapshot } from '../protocol/swarmSnapshot.ts';
import { attachLeader } from './attachLeader.ts';
import { toProblem } from './leadProblem.ts';
import { leadSwarm } from './leadSwarm.ts';
import { foldFile } from './readSwarm.ts';

/** How the swarm was when a person began to speak, and whether anybody runs it now. */
export interface Hearing {
  readonly before: SwarmSnapshot;
  readonly runs: boolean;
}

/** What a person asks for. */
export type Plea<T> = (person: Steering, hearing: Hearing) => Promise<Result<T, LeaderProblem>>;

/**
 * Puts what a person decides to whoever leads the swarm. When nobody does, this process leads it for the moment: much of what a
 * person finds is found between two runs, and the next one goes by it.
 */
export async function asPerson<T>(stateFolder: string, plea: Plea<T>): Promise<Result<T, LeaderProblem>> {
  const agent = refuseAgent(process.env);
  if (agent) return err(agent);
  return (
    (await whileRunning(stateFolder, plea)) ??
    (await whileStopped(stateFolder, plea)) ??
    err({
      code: 'already-led',
      message: `Another process leads the swarm in ${stateFolder} but does not answer. Try again in a moment.`,
    })
  );
}

/**
 * Why the command line does not take what runs in this environment for a person: it is a command of a session. This is against
 * agents that mean well and approve their own work; nothing keeps one with the user's rights from clearing its environment.
 */
export function refuseAgent(environment: Readonly<Record<string, string | undefined>>): LeaderProblem | undefined {
  const session = environment['S2_SESSION'];
  if (session === undefined || session === '') return undefined;
  const ask = `\`s2 ask --session ${session} <text>\``;
  return {
    code: 'forbidden',
    message: `Only a person may do this, and this is a command of ${session} (S2_SESSION). ${ask} asks one.`,
  };
}

/** Undefined when nobody leads the swarm. */
async function whileRunning<T>(stateFolder: string, plea: Plea<T>): Promise<Result<T, LeaderProblem> | undefined> {
  const leader = await attachLeader(stateFolder, { patienceMs: 0 });
  if (!leader) return undefined;
  try {
    return await plea(leader, { before: leader.snapshot(), runs: true });
  } finally {
    await leader.leave();
  }
}

/** Undefined when somebody has taken the lead meanwhile. */
async function whileStopped<T>(stateFolder: string, plea: Plea<T>): Promise<Result<T, LeaderProblem> | undefined> {
  const { name } = foldFile(join(stateFolder, 'ledger.db'));
  try {
    const lead = await leadSwarm({ stateFolder, name, log: silentLog, leader: 'launcher', keys: { kind: 'files' } });
    if (!lead) return undefined;
    const { coordinator } = lead;
    const principal = { kind: 'person', name: userInfo().username, token: null } as const;
    const person = steer(
      (request) => coordinator.handle(request, { principal, signal: new AbortController().signal }),
      () => undefined,
    );
    try {
      return await plea(person, { before: coordinator.snapshot(), runs: false });
    } finally {
      await coordinator.idle();
      await lead.close();
    }
  } catch (cause) {
    const problem = toProblem(cause, dirname(stateFolder));
    if (problem === undefined) throw cause;
    return err(problem);
  }
}
