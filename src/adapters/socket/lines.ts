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
  writeText(socket, toLine(message), maxHeld);
}

/** A message as the line that travels. */
export function toLine(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

/** Makes the line of an entry once for all its subscribers: they are told one after the other, so the last one is remembered. */
export function createEntryLine(): (entry: string) => string {
  let last = { entry: '', line: toLine({ entry: '' }) };
  return (entry) => {
    if (entry !== last.entry) last = { entry, line: toLine({ entry }) };
    return last.line;
  };
}

/** Writes a line that was made before, by the same rule. */
export function writeText(socket: Socket, line: string, maxHeld: number): void {
  if (socket.destroyed) return;
  socket.write(line);
  if (socket.writableLength > maxHeld) socket.destroy();
}
