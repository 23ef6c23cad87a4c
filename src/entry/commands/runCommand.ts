import { dirname, join } from 'node:path';
import type { Coordinator } from '../../app/coordinator/coordinator.ts';
import { describeEvent } from '../../app/report/describeEvent.ts';
import type { Log } from '../../base/log.ts';
import { taskId } from '../../domain/task/ids.ts';
import type { SealedEntry } from '../../domain/witness/entry.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import { publicKeyFile, readPublicKey } from '../../adapters/signing/keyFile.ts';
import { openLeader, type OpenedLeader } from '../openLeader.ts';
import { findLedger } from '../readSwarm.ts';
import { exitCodes, say, sayProblem, type CommandContext } from './command.ts';
import { formatSummary, summarize, type RunSummary } from './runSummary.ts';
import { verifyFile } from './witnessVerify.ts';

/** Exit code of a run that a person ended with Ctrl-C: 128 + SIGINT. */
const interrupted = 130;

/**
 * `s2 run`: leads the swarm of the folder until its tasks are completed. With `untilDone` it also ends when nothing can go on without a
 * person; without, it waits for one. Ctrl-C ends the agents and leaves everything to be resumed.
 */
export async function run(context: CommandContext, options: { readonly untilDone: boolean }): Promise<number> {
  const began = Date.now();
  const opened = await openLeader(context.folder, { log: context.json ? stderrLog : plainLog });
  if (!opened.ok) return sayProblem(opened.error, context);
  const { leader, coordinator } = opened.value;
  const reopened = await reopenFailed(opened.value);
  if (reopened > 0 && !context.json) say(`${reopened} failed tasks get new attempts.`);
  const watching = coordinator.subscribe(coordinator.state.sequence, (entry) => tell(entry, coordinator, context));
  const end = await untilOver(opened.value, options);
  watching.dispose();
  await leader.stop();
  leader.dispose();
  if (end.kind === 'problem') return sayProblem(end.problem, context);
  const summary = await closingSummary(opened.value, context.folder, began);
  if (context.json) process.stdout.write(`${JSON.stringify({ type: 'summary', ...summary })}\n`);
  else
    say(
      formatSummary(summary, coordinator.snapshot(), {
        folder: context.folder,
        interrupted: end.kind === 'interrupted',
      }),
    );
  if (end.kind === 'interrupted') return interrupted;
  const allDone = summary.tasks.completed === summary.tasks.total && summary.witness.ok;
  return allDone ? exitCodes.ok : exitCodes.problem;
}

type End =
  | { readonly kind: 'done' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'problem'; readonly problem: LeaderProblem };

/** Waits for the first thing that ends a run. */
function untilOver({ leader, coordinator }: OpenedLeader, options: { readonly untilDone: boolean }): Promise<End> {
  return new Promise((resolve) => {
    const check = (): void => {
      const stage = coordinator.stage();
      if (stage === 'finished' || (stage === 'stuck' && options.untilDone)) resolve({ kind: 'done' });
    };
    const interrupt = (): void => resolve({ kind: 'interrupted' });
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
    coordinator.onChange(check);
    leader.onProblem((problem) => resolve({ kind: 'problem', problem }));
    check();
  });
}

/** A person who runs the swarm again asks for new attempts at what has failed. */
async function reopenFailed({ leader, coordinator }: OpenedLeader): Promise<number> {
  const failed = [...coordinator.state.tasks.values()].filter((task) => task.progress.stage === 'failed');
  for (const task of failed) await leader.reopen(task.spec.id);
  return failed.length;
}

function tell({ entry, body }: SealedEntry, coordinator: Coordinator, context: CommandContext): void {
  if (context.json) {
    process.stdout.write(`${body}\n`);
    return;
  }
  const line = describeEvent(entry.event, (task) => coordinator.state.tasks.get(taskId(task))?.spec.title ?? '');
  if (line !== undefined) say(`${new Date(entry.at).toISOString().slice(11, 19)}  ${line}`);
}

async function closingSummary({ coordinator }: OpenedLeader, folder: string, began: number): Promise<RunSummary> {
  const file = await findLedger(folder);
  const key = file.ok ? await readPublicKey(publicKeyFile(join(dirname(file.value), 'keys'))) : undefined;
  const witness = file.ok && key ? verifyFile(file.value, key) : { ok: false, entries: 0 };
  return summarize(coordinator.state, {
    seconds: (Date.now() - began) / 1000,
    witness: { ok: witness.ok, entries: witness.entries },
  });
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
