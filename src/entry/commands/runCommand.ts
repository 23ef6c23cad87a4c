import { join } from 'node:path';
import { describeEvent } from '../../app/report/describeEvent.ts';
import type { Log } from '../../base/log.ts';
import type { SandboxChoice } from '../../domain/agent/decideSandbox.ts';
import type { Entry } from '../../domain/witness/entry.ts';
import { noSandbox, type LeaderProblem, type SwarmLeader } from '../../protocol/swarmLeader.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { headOf } from '../../adapters/git/lookAtBranch.ts';
import { describeForeign } from './acceptCommits.ts';
import { openLeader } from '../openLeader.ts';
import { findLedger, foldFile, stoppedSnapshot } from '../readSwarm.ts';
import { openSource } from '../witness/source.ts';
import { verifySource } from '../witness/verifySource.ts';
import { exitCodes, say, sayProblem, type CommandContext } from './command.ts';
import { formatSummary, summarize, type RunSummary } from './runSummary.ts';

/** Exit code of a run that a person ended with Ctrl-C: 128 + SIGINT. */
const interrupted = 130;

export interface RunOptions {
  /** Also end when nothing can go on without a person. */
  readonly untilDone: boolean;
  /** Watch a swarm that another process leads; Ctrl-C leaves it running. */
  readonly attach: boolean;
  readonly sandbox: SandboxChoice;
}

/**
 * `s2 run`: leads the swarm of the folder until its tasks are completed, or goes on with one whose leader was killed. Ctrl-C ends the agents and leaves
 * everything to be resumed.
 */
export async function run(context: CommandContext, options: RunOptions): Promise<number> {
  const began = Date.now();
  const opened = await openLeader(context.folder, {
    log: context.json ? stderrLog : plainLog,
    sandbox: options.sandbox,
  });
  if (!opened.ok) return sayProblem(withNextStep(opened.error), context);
  const { leader, attached } = opened.value;
  if (attached && !options.attach && leader.snapshot().swarm.leader === 'launcher') {
    await leader.leave();
    return sayProblem({ code: 'already-led', message: alreadyRunning(context.folder) }, context);
  }
  if (attached && !context.json) say('This swarm is running already; following it.');
  const following = leader.follow(opened.value.since, (body) => tell(body, leader, context));
  if (!options.attach) await takeUp(leader, context);
  const end = await untilOver(leader, context, options);
  following.dispose();
  await (options.attach && end.kind === 'interrupted' ? leader.leave() : leader.stop());
  leader.dispose();
  if (end.kind === 'problem') return sayProblem(end.problem, context);
  return conclude(context, { began, interrupted: end.kind === 'interrupted' });
}

/** How a person says on the command line that commands may run unconfined. */
function withNextStep(problem: LeaderProblem): LeaderProblem {
  if (problem.code !== noSandbox) return problem;
  return { ...problem, message: `${problem.message} To run it with your own rights, use \`s2 run --sandbox auto\`.` };
}

type End =
  | { readonly kind: 'done' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'problem'; readonly problem: LeaderProblem };

/** Waits for the first thing that ends a run. */
function untilOver(leader: SwarmLeader, context: CommandContext, options: RunOptions): Promise<End> {
  return new Promise((resolve) => {
    let told = '';
    const check = (): void => {
      const { state } = leader.snapshot().swarm;
      if (state === 'finished' || (state === 'stuck' && options.untilDone)) return resolve({ kind: 'done' });
      if (state !== told && (state === 'stuck' || state === 'paused') && !context.json)
        say(waitsFor(leader.snapshot()));
      told = state;
    };
    const interrupt = (): void => resolve({ kind: 'interrupted' });
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
    leader.onSnapshot(check);
    leader.onProblem((problem) => resolve({ kind: 'problem', problem }));
    check();
  });
}

/** A person who runs the swarm again asks that whatever needed a person is tried anew. */
async function takeUp(leader: SwarmLeader, context: CommandContext): Promise<void> {
  const { swarm, tasks, blockers, needsYou } = leader.snapshot();
  const alone = blockers.filter((blocker) => needsYou.some((need) => need.subject === blocker.id));
  for (const blocker of alone) await leader.clearBlocker(blocker.id);
  // What a person rejected waits until a person reopens it by name.
  const failed = tasks.filter((task) => task.status === 'failed' && !task.rejected);
  for (const task of failed) await leader.reopen(task.id);
  if (swarm.state === 'paused') await leader.resume();
  if (context.json) return;
  if (failed.length > 0) say(`${failed.length} failed tasks get new attempts.`);
  if (alone.length > 0) say(`${alone.length} blocked tasks are tried again.`);
}

function tell(body: string, leader: SwarmLeader, context: CommandContext): void {
  if (context.json) {
    process.stdout.write(`${body}\n`);
    return;
  }
  const { event, at } = JSON.parse(body) as Entry;
  const line = describeEvent(event, (id) => leader.snapshot().tasks.find((task) => task.id === id)?.title ?? '');
  if (line !== undefined) say(`${new Date(at).toISOString().slice(11, 19)}  ${line}`);
}

/** Says what the run came to, as the ledger has it. */
async function conclude(
  context: CommandContext,
  run: { readonly began: number; readonly interrupted: boolean },
): Promise<number> {
  const file = await findLedger(context.folder);
  if (!file.ok) return sayProblem(file.error, context);
  const state = foldFile(file.value);
  const foreign = await describeForeign(join(file.value, '..', '..'), state);
  const source = await openSource(context.folder);
  const key = source.ok ? source.value.key : undefined;
  const witness = source.ok && key ? verifySource(source.value, key) : { ok: false, entries: 0 };
  const summary: RunSummary = summarize(state, {
    seconds: (Date.now() - run.began) / 1000,
    head: await headOf(context.folder, state.integrationBranch),
    witness: { ok: witness.ok, entries: witness.entries },
  });
  const ended = { folder: context.folder, interrupted: run.interrupted };
  if (context.json) process.stdout.write(`${JSON.stringify({ type: 'summary', ...summary })}\n`);
  else say([formatSummary(summary, stoppedSnapshot(state), ended), ...foreign].join('\n'));
  if (run.interrupted) return interrupted;
  const allDone = summary.tasks.completed === summary.tasks.total && summary.witness.ok;
  return allDone ? exitCodes.ok : exitCodes.problem;
}

function waitsFor({ swarm, needsYou }: SwarmSnapshot): string {
  const needs = needsYou.map((need) => `  ${need.subject}: ${need.reason} ${need.action}`);
  return [`The swarm is ${swarm.state} and waits for you. Ctrl-C ends the run; it can be resumed.`, ...needs].join(
    '\n',
  );
}

function alreadyRunning(folder: string): string {
  return `Another process already runs the swarm in ${folder}. Watch it there or with \`s2 run --attach\`, or stop it before you launch it here.`;
}

const plainLog: Log = {
  info: () => undefined,
  warn: (message) => say(`          ${message}`),
  error: (message) => say(`          ${message}`),
};

const stderrLog: Log = {
  info: () => undefined,
  warn: (message) => void process.stderr.write(`s2: ${message}\n`),
  error: (message) => void process.stderr.write(`s2: ${message}\n`),
};
