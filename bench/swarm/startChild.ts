import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of the benchmark's own that sends one `ready` and, for those that measure, one result. */
export interface Child {
  readonly process: ChildProcess;
  /** Resolves to its next message; rejects when it ends instead. */
  next(): Promise<unknown>;
  /** Ends it and resolves when it is gone. */
  end(): Promise<void>;
}

/** Starts a script below `bench/` and waits until it says that it is ready. */
export async function startChild(script: string, args: readonly string[]): Promise<Child> {
  const child = fork(join(import.meta.dirname, '..', script), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  const next = async (): Promise<unknown> => {
    const gone = ended.then(([code]) => {
      throw new Error(`bench/${script} ended with exit code ${String(code)}`);
    });
    gone.catch(() => undefined);
    return (await Promise.race([once(child, 'message'), gone]))[0];
  };
  await next();
  return {
    process: child,
    next,
    end: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
