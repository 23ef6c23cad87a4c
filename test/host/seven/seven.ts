import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import type { MoneyView } from '../../../src/protocol/moneyView.ts';
import { runCli } from '../../support/cli.ts';
import { settleAccounts, type Accounts } from './accounts.ts';
import { drive, type Driven } from './drive.ts';
import { readFacts, type Facts } from './facts.ts';
import { checkCeilings, checkNames, checkWall } from './limits.ts';
import { parts, startingFiles } from './plan.ts';
import { createLarder, failureOfResult, findLost, mergedTwice, pictureOfLarder } from './result.ts';

/** What became of a run of seven sessions; `problems` is empty when everything holds. */
export interface SevenReport {
  readonly seed: number;
  readonly driven: Driven;
  readonly accounts: Accounts;
  readonly counts: {
    readonly tasks: number;
    readonly helpTasks: number;
    readonly entries: number;
    readonly tasksAtOnce: number;
    readonly agentsOfOneSession: number;
    readonly callsAtOnce: number;
    readonly secondTries: number;
    readonly conflicts: number;
    readonly blockers: number;
    readonly openings: number;
    readonly meanwhile: number;
    readonly resumed: number;
    readonly filesWritten: number;
    readonly filesLost: number;
  };
  readonly problems: readonly string[];
}

export interface SevenOptions {
  /** An empty folder; the repository is made in it. */
  readonly place: string;
  readonly seed: number;
  readonly kills: number;
}

const acpCommand = [process.execPath, join(import.meta.dirname, 'outsideAgent.ts')];

/** One run from the plan to the merged result: seven sessions, scripted models, conflicts, a quota that ends, kills with -9; and everything that has to hold of it. */
export async function runSeven({ place, seed, kills }: SevenOptions): Promise<SevenReport> {
  const folder = join(place, 'larder');
  createLarder(folder, startingFiles(acpCommand));
  const before = pictureOfLarder(folder);
  const driven = await drive({ folder, seed, kills });
  if (driven.end.code !== 0) throw new Error(`the run did not come to its end (seed ${seed}): ${describeEnd(driven)}`);
  const facts = readFacts(folder);
  const accounts = settleAccounts(facts, driven, await readMoney(folder));
  const { traffic } = driven;
  const ceilings = checkCeilings(facts, traffic);
  const wall = checkWall(facts, traffic);
  const lost = findLost(folder, traffic.written());
  const verdict = await runCli(['witness', 'verify', '--json', '-C', folder]);
  const failure = failureOfResult(folder, join(place, 'clone'));
  const counts = {
    ...count(facts),
    tasksAtOnce: ceilings.tasks,
    agentsOfOneSession: ceilings.ofOneSession,
    callsAtOnce: ceilings.calls,
    openings: wall.openings,
    meanwhile: wall.meanwhile,
    resumed: traffic.resumed(),
    filesWritten: traffic.written().length,
    filesLost: lost.length,
  };
  const problems = [
    ...accounts.problems,
    ...ceilings.problems,
    ...wall.problems,
    ...checkNames(facts, traffic),
    ...driven.server.faults.map((fault) => `the provider refused a request: ${fault}`),
    ...unfinished(facts),
    ...mergedTwice(folder).map((task) => `${task} was merged twice`),
    ...lost.map(({ task, leg, path }) => `${path}, as ${task} wrote it in part ${leg} of its work, is nowhere`),
    ...(verdict.code === 0 ? [] : [`the witness does not verify: ${verdict.stdout}`]),
    ...(failure === undefined ? [] : [`the merged result fails its tests: ${failure}`]),
    ...(isDeepStrictEqual(pictureOfLarder(folder), before) ? [] : ["the person's checkout has changed"]),
    ...missed({ driven, accounts, counts, kills }),
  ];
  return { seed, driven, accounts, counts, problems };
}

async function readMoney(folder: string): Promise<MoneyView> {
  const told = await runCli(['budget', '--json', '-C', folder]);
  if (told.code !== 0) throw new Error(`s2 budget: ${told.stderr}`);
  return JSON.parse(told.stdout) as MoneyView;
}

function count(
  facts: Facts,
): Pick<SevenReport['counts'], 'tasks' | 'helpTasks' | 'entries' | 'secondTries' | 'conflicts' | 'blockers'> {
  const reported = facts.of('blocker.reported').map(({ event }) => event.blocker);
  const helped = new Set(facts.of('blocker.cleared').map(({ event }) => event.blocker));
  return {
    tasks: facts.of('task.completed').length,
    helpTasks: facts.of('rescue.started').length,
    entries: facts.all.length,
    secondTries: facts.of('task.failed').length,
    conflicts: facts.of('merge.conflicted').length,
    blockers: reported.filter((id) => helped.has(id)).length,
  };
}

function unfinished(facts: Facts): readonly string[] {
  const completed = facts.of('task.completed').map(({ event }) => String(event.task));
  const twice = completed.filter((task, at) => completed.indexOf(task) !== at);
  const open = parts.filter(({ id }) => !completed.includes(id));
  return [...open.map(({ id }) => `${id} is not completed`), ...twice.map((id) => `${id} was completed twice`)];
}

/** What was to happen in the run, so that it shows that it is survived, and did not. */
function missed({
  driven,
  accounts,
  counts,
  kills,
}: Pick<SevenReport, 'driven' | 'accounts' | 'counts'> & Pick<SevenOptions, 'kills'>): readonly string[] {
  const happened = {
    'a conflict in the merge queue': counts.conflicts > 0,
    'a blocker that another session cleared': counts.blockers > 0 && counts.helpTasks > 0,
    'a result that was not accepted': counts.secondTries > 0,
    'an answer of a person': driven.answered > 0,
    'work of others while the quota was gone': counts.meanwhile > 0,
    'several agents of one session at once': counts.agentsOfOneSession > 1,
    'a call that was cut off': accounts.worst.calls > 0,
    'every kill': driven.kills.length === kills,
    'a conversation that went on after a kill': kills === 0 || counts.resumed > 0,
  };
  return Object.entries(happened).flatMap(([what, was]) => (was ? [] : [`the run had to show ${what}, and did not`]));
}

function describeEnd({ end, kills, server }: Driven): string {
  const killed = kills.map(({ call, victim }) => `${victim} at call ${call}`).join(', ');
  return [
    `exit ${end.code}; killed: ${killed}`,
    ...server.faults,
    end.stderr.slice(-2_000),
    end.stdout.slice(-4_000),
  ].join('\n');
}
