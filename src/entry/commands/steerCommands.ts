import { join } from 'node:path';
import { inspectRepository } from '../../adapters/git/inspectRepository.ts';
import { connectCoordinator } from '../../adapters/socket/connectCoordinator.ts';
import { ConnectionLost } from '../../adapters/socket/connectionLost.ts';
import { openDerivedTokens } from '../../adapters/socket/derivedTokens.ts';
import { socketAddress } from '../../adapters/socket/socketAddress.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { LeaderProblem, SwarmLeader } from '../../protocol/swarmLeader.ts';
import type { Request } from '../../protocol/verbs.ts';
import { asPerson, refuseAgent, type Plea } from '../asPerson.ts';
import { attachLeader } from '../attachLeader.ts';
import { findLedger } from '../readSwarm.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';

/** Does something with the running swarm as a person: `act` asks, `done` is what is said when it was granted, of what came of it if that is told. */
export async function steer<T>(
  context: CommandContext,
  act: (leader: SwarmLeader) => Promise<Result<T, LeaderProblem>>,
  done: string | ((value: T) => string),
): Promise<number> {
  const agent = refuseAgent(process.env);
  if (agent) return sayProblem(agent, context);
  const file = await findLedger(context.folder);
  if (!file.ok) return sayProblem(file.error, context);
  const leader = await attachLeader(join(file.value, '..'), { patienceMs: 0 });
  if (!leader) return sayProblem(notRunning(context.folder), context);
  const answer = await act(leader);
  await leader.leave();
  if (!answer.ok) return sayProblem(answer.error, context);
  const [told, text] = typeof done === 'string' ? [{}, done] : [answer.value, done(answer.value)];
  if (context.json) sayJson({ ok: true, ...told });
  else say(text);
  return exitCodes.ok;
}

/** Records what a person decides, also while nobody runs the swarm; `done` is what is said when it was granted. */
export async function decide(context: CommandContext, act: Plea<void>, done: string): Promise<number> {
  const file = await findLedger(context.folder);
  if (!file.ok) return sayProblem(file.error, context);
  const answer = await asPerson(join(file.value, '..'), act);
  if (!answer.ok) return sayProblem(answer.error, context);
  if (context.json) sayJson({ ok: true });
  else say(done);
  return exitCodes.ok;
}

/**
 * Asks the coordinator in the name of a session, as a program that is no runner of ours does; the answer is printed as JSON. Whoever may read the swarm's
 * keys may do this.
 */
export async function askAs(context: CommandContext, session: string, request: Request): Promise<number> {
  const own = process.env['S2_SESSION'];
  if (own !== undefined && own !== '' && own !== session) return sayProblem(speaksFor(own, session), context);
  const asked = await ask(context.folder, session, request);
  if (!asked.ok) return sayProblem(asked.error, context);
  sayJson(asked.value);
  return exitCodes.ok;
}

async function ask(folder: string, session: string, request: Request): Promise<Result<unknown, LeaderProblem>> {
  const repository = await inspectRepository(folder);
  if (repository.kind === 'problem') return err(repository);
  const state = join(repository.root, '.s2');
  const file = await findLedger(folder);
  if (!file.ok) return file;
  try {
    const tokens = await openDerivedTokens(join(state, 'keys'));
    const client = await connectCoordinator({
      address: socketAddress(state),
      token: tokens.tokenOf(`session/${session}`),
    });
    const answer: Result<unknown, LeaderProblem> = await client.request(request);
    client.close();
    return answer.ok ? ok(answer.value) : answer;
  } catch (cause) {
    if (!(cause instanceof ConnectionLost)) throw cause;
    return err(cause.code === 'unknown-token' ? unknownSession(session) : notRunning(folder));
  }
}

function speaksFor(own: string, other: string): LeaderProblem {
  const message = `This is a command of ${own} (S2_SESSION), which does not speak for ${other}. Ask with \`--session ${own}\`.`;
  return { code: 'forbidden', message };
}

function notRunning(folder: string): LeaderProblem {
  return { code: 'not-running', message: `Nobody runs the swarm in ${folder} now. Start it with \`s2 run\`.` };
}

function unknownSession(session: string): LeaderProblem {
  return { code: 'unknown', message: `There is no session ${session} in this swarm. \`s2 status\` lists them.` };
}
