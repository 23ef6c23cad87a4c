import type { Socket } from 'node:net';

const newline = 10;
/** What is kept of the room for a long line once it has been read. */
const keptBytes = 16 * 1024;

/**
 * Splits what a socket receives into lines and calls `onLine` for each. A line may have `maxBytes()` bytes; at a longer one `onTooLong` is called, so that a
 * client that never sends a newline cannot fill the memory, and nothing that follows is read.
 */
export function readLines(
  socket: Socket,
  maxBytes: () => number,
  handlers: { readonly onLine: (line: string, bytes: number) => void; readonly onTooLong: () => void },
): void {
  const begun = new LineStart();
  let over = false;
  socket.on('data', (data: Buffer) => {
    if (over) return;
    let start = 0;
    for (let end = data.indexOf(newline); end !== -1 && !over; end = data.indexOf(newline, start)) {
      const bytes = begun.bytes + end - start;
      over = bytes > maxBytes() || socket.destroyed;
      if (over) break;
      const line = begun.bytes === 0 ? data.toString('utf8', start, end) : begun.end(data.subarray(start, end));
      start = end + 1;
      handlers.onLine(line, bytes);
    }
    if (!over) {
      begun.add(data.subarray(start));
      over = begun.bytes > maxBytes();
    }
    if (over && !socket.destroyed) handlers.onTooLong();
  });
}

/** The start of a line whose end has not come yet, in one piece: many small pieces would take many times the room of their bytes. */
class LineStart {
  #room = Buffer.alloc(0);
  bytes = 0;

  add(data: Buffer): void {
    const needed = this.bytes + data.length;
    if (needed > this.#room.length) {
      const room = Buffer.allocUnsafe(Math.max(needed, 2 * this.#room.length));
      this.#room.copy(room, 0, 0, this.bytes);
      this.#room = room;
    }
    data.copy(this.#room, this.bytes);
    this.bytes = needed;
  }

  /** The whole line, now that its end has come. */
  end(data: Buffer): string {
    this.add(data);
    const line = this.#room.toString('utf8', 0, this.bytes);
    this.bytes = 0;
    if (this.#room.length > keptBytes) this.#room = Buffer.alloc(0);
    return line;
  }
}

/** A message as the line that travels. */
export function toLine(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

/** Writes one message as a line. */
export function writeLine(socket: Socket, message: unknown): void {
  if (socket.writable) socket.write(toLine(message));
}

/** Holds what is written back until everything that happens now has happened, so that it leaves together: one call of the system instead of many. */
export function corkForNow(socket: Socket): void {
  if (!socket.writable || socket.writableCorked > 0) return;
  socket.cork();
  process.nextTick(() => socket.uncork());
}

/** Remembers the bytes of the last value, by identity: whatever goes to many is told to one after the other, so it is put into bytes once for all. */
export function createEncoder<T extends object>(encode: (value: T) => string): (value: T) => Buffer {
  let last: { readonly value: T; readonly bytes: Buffer } | undefined;
  return (value) => {
    if (last?.value !== value) last = { value, bytes: Buffer.from(encode(value)) };
    return last.bytes;
  };
}
