import type { SevenReport } from './seven.ts';

/** A run for a person, as a table. */
export function formatReport({ seed, driven, accounts, counts, problems }: SevenReport): string {
  const { calls } = driven.traffic;
  const answers = Map.groupBy(calls, ({ answer }) => answer);
  const troubles = [...answers].filter(([answer]) => answer !== 'message');
  const rows: readonly (readonly [string, string])[] = [
    ['seed', String(seed)],
    ['tasks', `${counts.tasks} merged, ${counts.helpTasks} of them help`],
    [
      'at once',
      `at most ${counts.tasksAtOnce} tasks in work, ${counts.agentsOfOneSession} of one session, and ${counts.callsAtOnce} calls`,
    ],
    ['calls', `${calls.length}, of which ${troubles.map(([answer, all]) => `${all.length} ${answer}`).join(', ')}`],
    ['tokens', `${accounts.tokens.prompt} read, ${accounts.tokens.output} written`],
    ['cost', `${dollars(accounts.settled)} = ${costs(accounts)}`],
    [
      '',
      `${accounts.exact} calls booked exactly as billed; ${accounts.worst.calls} cut off, at their worst case ${dollars(accounts.worst.amount)}`,
    ],
    [
      '',
      `${accounts.open.calls} lost with their runner, ${dollars(accounts.open.amount)} still set aside; ${accounts.unread.calls} of these answers were billed, ${dollars(accounts.unread.amount)}`,
    ],
    ['second tries', `${counts.secondTries}, ${counts.conflicts} of them for a conflict`],
    ['blockers', `${counts.blockers} cleared by help; ${driven.answered} questions answered by a person`],
    [
      'quota',
      `${counts.openings} refusals opened the breaker; ${counts.meanwhile} entries of other sessions until it revived`,
    ],
    [
      'kills',
      `${driven.kills.map(({ victim, call }) => `${victim} at call ${call}`).join(', ') || 'none'}; ${driven.runs} starts, ${counts.resumed} conversations gone on with`,
    ],
    ['files', `${counts.filesWritten} writes of agents, ${counts.filesLost} lost`],
    ['ledger', `${counts.entries} entries`],
    ['time', `${driven.seconds.toFixed(1)} s`],
    ['problems', String(problems.length)],
  ];
  return [...rows.map(([name, text]) => `${name.padEnd(13)}${text}`), ...problems.map((text) => `  ${text}`)].join(
    '\n',
  );
}

function costs({ byTier, outside }: SevenReport['accounts']): string {
  const tiers = Object.entries(byTier).map(([tier, amount]) => `${tier} ${dollars(amount)}`);
  return [...tiers, `outside agent ${dollars(outside)}`].join(' + ');
}

function dollars(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(6)}`;
}
