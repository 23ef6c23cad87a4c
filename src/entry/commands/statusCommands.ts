import { formatBoard, formatStatus, statusJson } from '../../app/report/formatStatus.ts';
import type { SwarmSnapshot, WhyView } from '../../protocol/swarmSnapshot.ts';
import { describeDisk, diskReport } from '../diskReport.ts';
import { swarmFolder } from '../loadPlan.ts';
import { readSwarm } from '../readSwarm.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';

/** `s2 status`: the sessions, and what needs a person. */
export async function status(context: CommandContext): Promise<number> {
  const swarm = await readSwarm(context.folder);
  if (!swarm.ok) return sayProblem(swarm.error, context);
  const disk = await diskReport(await swarmFolder(context.folder));
  if (context.json) sayJson({ ...statusJson(swarm.value), disk });
  else say([formatStatus(swarm.value), ...describeDisk(disk)].join('\n'));
  return exitCodes.ok;
}

/** `s2 board`: the tasks by how much attention they need. */
export async function board(context: CommandContext): Promise<number> {
  const swarm = await readSwarm(context.folder);
  if (!swarm.ok) return sayProblem(swarm.error, context);
  const { swarm: about, tasks, blockers } = swarm.value;
  if (context.json) sayJson({ swarm: about, tasks, blockers });
  else say(formatBoard(swarm.value));
  return exitCodes.ok;
}

/** `s2 why [subject]`: why a task or a session does not run; without a subject, for every task that does not. */
export async function why(context: CommandContext, subject: string | undefined): Promise<number> {
  const swarm = await readSwarm(context.folder);
  if (!swarm.ok) return sayProblem(swarm.error, context);
  const subjects = subject === undefined ? waiting(swarm.value) : [subject];
  const answers = subjects.map((one) => ({ subject: one, why: whyOf(swarm.value, one) }));
  const unknown = answers.find((answer) => !answer.why);
  if (unknown) {
    const message = `There is no task or session ${unknown.subject} in this swarm. \`s2 board\` lists them.`;
    return sayProblem({ code: 'unknown', message }, context);
  }
  if (context.json) sayJson(answers.map((answer) => ({ ...answer, ...conflictsOf(swarm.value, answer.subject) })));
  else if (answers.length === 0) say('Every task is running or completed.');
  else {
    if (swarm.value.swarm.state === 'stopped') say('Nobody runs this swarm now; `s2 run` goes on with it.');
    for (const { subject: one, why: found } of answers)
      say(
        [`${one}:`, found?.reason, found?.meanwhile, found?.action, ...warningsOf(swarm.value, one)]
          .filter(Boolean)
          .join(' '),
      );
  }
  return exitCodes.ok;
}

/** What the radar says of a task or session; nothing when that is nothing. */
function conflictsOf(
  snapshot: SwarmSnapshot,
  subject: string,
): { readonly mayConflict?: SwarmSnapshot['mayConflict'] } {
  const found = snapshot.mayConflict.filter(
    ({ tasks, sessions }) => tasks.includes(subject) || sessions.includes(subject),
  );
  return found.length === 0 ? {} : { mayConflict: found };
}

function warningsOf(snapshot: SwarmSnapshot, subject: string): readonly string[] {
  return (conflictsOf(snapshot, subject).mayConflict ?? []).map(({ reason }) => `May conflict: ${reason}`);
}

function waiting(snapshot: SwarmSnapshot): readonly string[] {
  return snapshot.tasks
    .filter((task) => task.status !== 'completed' && task.status !== 'claimed')
    .map((task) => task.id);
}

function whyOf(snapshot: SwarmSnapshot, subject: string): WhyView | undefined {
  const task = snapshot.tasks.find((view) => view.id === subject);
  if (!task) return snapshot.sessions.find((session) => session.id === subject)?.why;
  if (task.why) return task.why;
  const doing = task.status === 'completed' ? 'was completed by' : 'is worked on by';
  const code = task.status === 'completed' ? 'done' : 'running';
  return { code, reason: `${task.id} ${doing} ${task.session ?? 'nobody'}.`, action: 'Nothing has to be done.' };
}
