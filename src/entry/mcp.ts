import manifest from '../../package.json' with { type: 'json' };
import { inspectRepository } from '../adapters/git/inspectRepository.ts';
import { createMcpServer } from '../adapters/mcp/createMcpServer.ts';
import { serveStdio } from '../adapters/mcp/serveStdio.ts';
import { printable } from '../app/report/printable.ts';
import type { Log } from '../base/log.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { LeaderProblem } from '../protocol/swarmLeader.ts';
import { openDesk } from './outsideDesk.ts';

/** The session's token, when whoever starts the server hands it over. */
const tokenVariable = 'S2_TOKEN';

/** Serves MCP on standard input and output for one session of the swarm in `folder`; resolves when the client has gone. */
export async function serveMcp(folder: string, session: string): Promise<Result<void, LeaderProblem>> {
  const repository = await inspectRepository(folder);
  if (repository.kind === 'problem') return err(repository);
  const token = process.env[tokenVariable];
  // Commands of the plan are started from here and have no business with it.
  delete process.env[tokenVariable];
  const log = createStderrLog();
  const desk = openDesk({ repository: repository.root, session, log, ...(token === undefined ? {} : { token }) });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  await serveStdio(createMcpServer({ desk, version: manifest.version, log }), stop.signal);
  await desk.close();
  return ok(undefined);
}

/** Standard output belongs to the protocol; clients show or keep what a server writes to standard error. */
function createStderrLog(): Log {
  const write = (message: string, detail?: Readonly<Record<string, unknown>>): void => {
    process.stderr.write(`s2 mcp: ${printable(message)}${detail ? ` ${printable(JSON.stringify(detail))}` : ''}\n`);
  };
  return { info: () => undefined, warn: write, error: write };
}
