import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

/** One message of a client is at most so long; a longer one ends the connection. */
const maxMessageBytes = 1024 * 1024;

/** Speaks on standard input and output until the client closes its end or sends what is too long, or `stop` aborts. */
export async function serveStdio(server: Server, stop: AbortSignal): Promise<void> {
  const transport = new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: maxMessageBytes });
  const ended = new Promise<void>((resolve) => {
    const { onclose } = server;
    Object.assign(server, {
      onclose: () => {
        onclose?.();
        resolve();
      },
    });
    stop.addEventListener('abort', () => resolve(), { once: true });
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
    // Nobody reads the answers any more.
    process.stdout.on('error', () => resolve());
  });
  await server.connect(transport);
  await ended;
  await server.close();
}
