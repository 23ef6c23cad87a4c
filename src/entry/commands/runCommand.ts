import { dirname, join } from 'node:path';
import { describeEvent } from '../../app/report/describeEvent.ts';
import type { Log } from '../../base/log.ts';
import type { Entry } from '../../domain/witness/entry.ts';
import type { LeaderProblem, SwarmLeader } from '../../protocol/swarmLeader.ts';
import { publicKeyFile, readPublicKey } from '../../adapters/signing/keyFile.ts';
import { openLeader } from '../openLeader.ts';
import { findLedger, readSwarm, snapshotOf } from '../readSwarm.ts';
import { exitCodes, say, sayProblem, type CommandContext } from './command.ts';
import { formatSummary, summarize, type RunSummary } from './runSummary.ts';
import { verifyFile } from './witnessVerify.ts';

/** Exit code of a run that a person ended with Ctrl-C: 128 + SIGINT. */
const interrupted = 130;

export interface RunOptions {
  /** Also end when nothing can go on without a person. */
  readonly untilDone: boolean;
  /** Watch a swarm that another process leads; Ctrl-C leaves it running. */
  readonly attach: boolean;
}

/**
 * `s2 run`: leads the swarm of the folder until its tasks are completed, or goes on with one whose leader was killed. Ctrl-C ends the agents and leaves
 * everything to be resumed.
 */
export async function run(context: CommandContext, options: RunOptions): Promise<number> {
  const began = Date.now();
  const opened = await openLeader(context.folder, { log: context.json ? stderrLog : plainLog });
  if (!opened.ok) return sayProblem(opened.error, context);
  const { leader, attached } = opened.value;
  if (attached && !options.attach && leader.snapshot().swarm.leader === 'launcher') {
    await leader.leave();
    return sayProblem({ code: 'already-led', message: alreadyRunning(context.folder) }, context);
  }
  if (attached && !context.json) say('This swarm is running already; following it.');
  if (!options.attach) await reopenFailed(leader, context);
  const following = leader.follow(leader.snapshot().sequence, (body) => tell(body, leader, context));
  const end = await untilOver(leader, options);
  following.dispose();
  await (options.attach && end.kind === 'interrupted' ? leader.leave() : leader.stop());
  leader.dispose();
  if (end.kind === 'problem') return sayProblem(end.problem, context);
  return conclude(context, { began, interrupted: end.kind === 'interrupted' });
}

type End =
  | { readonly kind: 'done' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'problem'; readonly problem: LeaderProblem };

/** Waits for the first thing that ends a run. */
function untilOver(leader: SwarmLeader, options: RunOptions): Promise<End> {
  return new Promise((resolve) => {
    const check = (): void => {
      const { state } = leader.snapshot().swarm;
      if (state === 'finished' || (state === 'stuck' && options.untilDone)) resolve({ kind: 'done' });
    };
    const interrupt = (): void => resolve({ kind: 'interrupted' });
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
    leader.onSnapshot(check);
    leader.onProblem((problem) => resolve({ kind: 'problem', problem }));
    check();
  });
}

/** A person who runs the swarm again asks for new attempts at what has failed. */
async function reopenFailed(leader: SwarmLeader, context: CommandContext): Promise<void> {
  const failed = leader.snapshot().tasks.filter((task) => task.status === 'failed');
  for (const task of failed) await leader.reopen(task.id);
  if (failed.length > 0 && !context.json) say(`${failed.length} failed tasks get new attempts.`);
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
  const state = await readSwarm(context.folder);
  if (!state.ok) return sayProblem(state.error, context);
  const file = await findLedger(context.folder);
  const key = file.ok ? await readPublicKey(publicKeyFile(join(dirname(file.value), 'keys'))) : undefined;
  const witness = file.ok && key ? verifyFile(file.value, key) : { ok: false, entries: 0 };
  const seconds = (Date.now() - run.began) / 1000;
  const summary: RunSummary = summarize(state.value, {
    seconds,
    witness: { ok: witness.ok, entries: witness.entries },
  });
  const ended = { folder: context.folder, interrupted: run.interrupted };
  if (context.json) process.stdout.write(`${JSON.stringify({ type: 'summary', ...summary })}\n`);
  else say(formatSummary(summary, snapshotOf(state.value, Date.now()), ended));
  if (run.interrupted) return interrupted;
  const allDone = summary.tasks.completed === summary.tasks.total && summary.witness.ok;
  return allDone ? exitCodes.ok : exitCodes.problem;
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
