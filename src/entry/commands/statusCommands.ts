import { formatBoard, formatStatus, statusJson } from '../../app/report/formatStatus.ts';
import { explainSubject } from '../../app/coordinator/createSnapshot.ts';
import { readSwarm, snapshotOf } from '../readSwarm.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';

/** `s2 status`: the sessions, and what needs a person. */
export async function status(context: CommandContext): Promise<number> {
  const swarm = await readSwarm(context.folder);
  if (!swarm.ok) return sayProblem(swarm.error, context);
  const snapshot = snapshotOf(swarm.value, Date.now());
  if (context.json) sayJson(statusJson(snapshot));
  else say(formatStatus(snapshot));
  return exitCodes.ok;
}

/** `s2 board`: the tasks by how much attention they need. */
export async function board(context: CommandContext): Promise<number> {
  const swarm = await readSwarm(context.folder);
  if (!swarm.ok) return sayProblem(swarm.error, context);
  const snapshot = snapshotOf(swarm.value, Date.now());
  if (context.json) sayJson({ swarm: snapshot.swarm, tasks: snapshot.tasks, blockers: snapshot.blockers });
  else say(formatBoard(snapshot));
  return exitCodes.ok;
}

/** `s2 why [subject]`: why a task or a session does not run; without a subject, for every task that does not. */
export async function why(context: CommandContext, subject: string | undefined): Promise<number> {
  const swarm = await readSwarm(context.folder);
  if (!swarm.ok) return sayProblem(swarm.error, context);
  const now = Date.now();
  const subjects = subject === undefined ? waiting(snapshotOf(swarm.value, now)) : [subject];
  const answers = subjects.map((one) => ({ subject: one, why: explainSubject(swarm.value, one, now) }));
  const unknown = answers.find((answer) => !answer.why);
  if (unknown) {
    const message = `There is no task or session ${unknown.subject} in this swarm. \`s2 board\` lists them.`;
    return sayProblem({ code: 'unknown', message }, context);
  }
  if (context.json) sayJson(answers);
  else if (answers.length === 0) say('Every task is running or completed.');
  else for (const answer of answers) say(`${answer.subject}: ${answer.why?.reason ?? ''} ${answer.why?.action ?? ''}`);
  return exitCodes.ok;
}

function waiting(snapshot: ReturnType<typeof snapshotOf>): readonly string[] {
  return snapshot.tasks
    .filter((task) => task.status !== 'completed' && task.status !== 'claimed')
    .map((task) => task.id);
}
