import type { Socket } from 'node:net';

/**
 * Splits what a socket receives into lines. Calls `onLine` for each; a line longer than `maxBytes` ends the connection, so that a
 * client that never sends a newline cannot fill the memory.
 */
export function readLines(socket: Socket, maxBytes: number, onLine: (line: string) => void): void {
  let parts: Buffer[] = [];
  let held = 0;
  socket.on('data', (data: Buffer) => {
    let start = 0;
    for (let end = data.indexOf(10); end !== -1 && !socket.destroyed; end = data.indexOf(10, start)) {
      onLine(Buffer.concat([...parts, data.subarray(start, end)]).toString('utf8'));
      parts = [];
      held = 0;
      start = end + 1;
    }
    const rest = data.subarray(start);
    parts.push(rest);
    held += rest.length;
    if (held > maxBytes) socket.destroy();
  });
}

/** Writes one message as a line; a reader that leaves more than `maxHeld` bytes unread is cut off, so that it harms nobody else. */
export function writeLine(socket: Socket, message: unknown, maxHeld: number): void {
  if (socket.destroyed) return;
  socket.write(`${JSON.stringify(message)}\n`);
  if (socket.writableLength > maxHeld) socket.destroy();
}
