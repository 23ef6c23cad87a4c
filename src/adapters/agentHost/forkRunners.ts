import type { ChildProcess } from 'node:child_process';
import type { RunnerExit, RunnerProcess, RunnerProcesses } from '../../app/ports/runnerProcess.ts';
import { fromRunnerSchema, type RunnerStart, type ToRunner } from '../../protocol/hostMessages.ts';
import { forkEntry } from './forkEntry.ts';
import { lastComplaint } from './lastComplaint.ts';

const maxWords = 4_096;

/** Starts runners as processes of their own; `startOf` gives what a session's runner is told. */
export function createForkedRunners(options: {
  readonly startOf: (session: string, crash: string | null) => RunnerStart;
  readonly endLeftovers: RunnerProcesses['endLeftovers'];
  /** Told what keeps a session's worktrees from being made ready; null when that is over. */
  readonly onTrouble: (session: string, reason: string | null) => void;
}): RunnerProcesses {
  return {
    start: (session, crash) =>
      watchRunner(forkEntry('runner'), options.startOf(session, crash), (reason) => options.onTrouble(session, reason)),
    endLeftovers: options.endLeftovers,
  };
}

function watchRunner(
  child: ChildProcess,
  start: RunnerStart,
  onTrouble: (reason: string | null) => void,
): RunnerProcess {
  let words = '';
  let forGood = false;
  let markReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (markReady = resolve));
  child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString('utf8')).slice(-maxWords)));
  child.on('message', (raw) => {
    const message = fromRunnerSchema.safeParse(raw);
    if (!message.success) return;
    if (message.data.type === 'ready') {
      markReady();
      return;
    }
    if (message.data.type === 'trouble') {
      onTrouble(message.data.reason);
      return;
    }
    words = `${words}\n${message.data.message}`;
    forGood ||= message.data.forGood;
  });
  const exited = new Promise<RunnerExit>((resolve) => {
    const end = (ok: boolean, why: string): void => {
      markReady();
      resolve({ ok, forGood, lastWords: ok ? '' : lastComplaint(words) || why });
    };
    child.once('error', (error) => end(false, error.message));
    child.once('close', (code, signal) =>
      end(code === 0, signal === null ? `exit code ${code}` : `ended by ${signal}`),
    );
  });
  const send = (message: ToRunner): void => {
    // A runner that is gone by now says so by its exit.
    if (child.connected) child.send(message, () => undefined);
  };
  send(start);
  return { ready, exited, stop: () => send({ type: 'stop' }), kill: () => void child.kill('SIGKILL') };
}
