import type { SwarmSnapshot, TaskView } from '../../protocol/swarmSnapshot.ts';
import { groupByAttention, type Attention } from '../../protocol/attention.ts';

/** `s2 status --json` as SPEC §14 gives it. */
export function statusJson(snapshot: SwarmSnapshot): Readonly<Record<string, unknown>> {
  return {
    swarm: snapshot.swarm,
    sessions: snapshot.sessions.map(({ id, state, health, tasks, agents, spent, reserved, budget, sandbox, why }) => ({
      id,
      state,
      health,
      tasks,
      agents,
      spent,
      reserved,
      budget,
      sandbox,
      why,
    })),
    tasks: snapshot.tasks.map(({ id, title, status, session, agent, epoch, why, stolenFrom, idle, outdated }) => ({
      id,
      title,
      status,
      session,
      ...(agent === undefined ? {} : { agent }),
      epoch,
      why,
      ...(stolenFrom === undefined ? {} : { stolenFrom }),
      ...(idle === undefined ? {} : { idle }),
      ...(outdated === undefined ? {} : { outdated }),
    })),
    blockers: snapshot.blockers,
    needsYou: snapshot.needsYou,
    mayConflict: snapshot.mayConflict,
    money: snapshot.money,
    breakers: snapshot.breakers,
  };
}

/** The sessions of a swarm and what needs a person, as lines. */
export function formatStatus(snapshot: SwarmSnapshot): string {
  const planned = snapshot.tasks.filter((task) => task.idle === undefined);
  const done = planned.filter((task) => task.status === 'completed').length;
  const spends = snapshot.sessions.some(
    ({ spent, reserved, budget, provider }) => spent + reserved > 0 || budget !== null || provider === 'acp',
  );
  const hasSubSwarms = snapshot.sessions.some(({ agents }) => agents.ceiling > 1);
  const rows = snapshot.sessions.map((session) => [
    session.id,
    session.state,
    `${session.tasks.completed}/${session.tasks.total}`,
    session.sandbox === 'none' ? 'no sandbox' : '',
    ...(hasSubSwarms ? [`${session.agents.working}/${session.agents.ceiling} agents`] : []),
    ...(spends ? [costOf(session)] : []),
    session.why.reason,
  ]);
  const conflicts = snapshot.mayConflict.map(({ reason }) => `  ${reason}`);
  const needs = snapshot.needsYou.map((need) => `  ${need.subject}: ${need.reason} ${need.action}`);
  return [
    `${snapshot.swarm.name}: ${snapshot.swarm.state}, ${done} of ${planned.length} tasks completed, merges into ${snapshot.swarm.integrationBranch}`,
    '',
    ...formatTable(rows),
    ...(conflicts.length > 0 ? ['', 'May conflict:', ...conflicts] : []),
    ...(needs.length > 0 ? ['', 'Needs you:', ...needs] : []),
  ].join('\n');
}

/** What an outside agent costs is known as far as it says so itself: before it does, it is unknown, and not nothing. */
function costOf({ spent, budget, provider }: SwarmSnapshot['sessions'][number]): string {
  const cost = provider === 'acp' && spent === 0 ? 'cost unknown' : `$${spent.toFixed(2)}`;
  return `${cost}${budget === null ? '' : ` of $${budget.toFixed(2)}`}`;
}

const groupNames: Readonly<Record<Attention, string>> = {
  'needs-you': 'Needs you',
  blocked: 'Blocked',
  working: 'Working',
  verifying: 'Verifying',
  ready: 'Ready',
  waiting: 'Waiting',
  done: 'Done',
};

/** The tasks of a swarm by attention, as lines; groups without tasks are left out. */
export function formatBoard(snapshot: SwarmSnapshot): string {
  const lines: string[] = [];
  for (const [group, tasks] of groupByAttention(snapshot)) {
    if (tasks.length === 0) continue;
    const reason = (task: TaskView): string => (group === 'done' ? '' : (task.why?.reason ?? ''));
    const rows = tasks.map((task) => [`  ${task.id}`, whoseOf(task), task.title, reason(task)]);
    lines.push(`${groupNames[group]} (${tasks.length})`, ...formatTable(rows), '');
  }
  return lines.join('\n').trimEnd();
}

/** Who holds a task, which agent of it works on it, and whose it was if it was taken over. */
function whoseOf({ session, agent, stolenFrom, idle }: TaskView): string {
  const taken = stolenFrom === undefined ? '' : ` (from ${stolenFrom})`;
  const who = agent === undefined ? '' : ` ${agent}`;
  return `${session ?? '-'}${who}${taken}${idle === undefined ? '' : ' (spare time)'}`;
}

/** Rows with their columns aligned; the last column is free. */
export function formatTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, at) => Math.max(widest[at] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
