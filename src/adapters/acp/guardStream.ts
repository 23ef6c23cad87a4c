import type { AcpLimits } from './limits.ts';

/** Why an agent is not listened to any more. */
export class AgentTooLoud extends Error {
  override readonly name = 'AgentTooLoud';
}

const newline = 10;
const openBrace = 123;
const blanks = new Set([9, 13, 32]);
const keptStray = 200;

/** What an agent sends, on its way to the protocol's reader. */
export interface GuardedStream {
  readonly messages: ReadableStream<Uint8Array>;
  /** The first line that was no message, in part; '' while there is none. */
  readonly firstStray: () => string;
  /** Why it is not listened to any more; undefined while it is. */
  readonly fault: () => string | undefined;
}

/** Lets whole lines through that may be messages, drops others, and fails with `AgentTooLoud` when an agent sends too much of either. */
export function guardStream(output: ReadableStream<Uint8Array>, limits: AcpLimits): GuardedStream {
  let all = 0;
  let line = 0;
  let strays = 0;
  let isMessage: boolean | undefined;
  let stray = '';
  let fault: string | undefined;
  const refuse = (reason: string): never => {
    fault = reason;
    throw new AgentTooLoud(reason);
  };
  const startLine = (): void => {
    line = 0;
    isMessage = undefined;
  };
  const look = (byte: number): void => {
    if (isMessage !== undefined || blanks.has(byte)) return;
    isMessage = byte === openBrace;
    if (isMessage) return;
    strays += 1;
    if (strays > limits.strayLines) refuse(`it prints lines that are no messages: ${stray}`);
  };
  const transform = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      all += chunk.length;
      if (all > limits.turnBytes) refuse(`it has sent more than ${limits.turnBytes} bytes in one turn`);
      const kept = new Uint8Array(chunk.length);
      let length = 0;
      for (const byte of chunk) {
        if (byte === newline) startLine();
        else {
          look(byte);
          line += 1;
          if (line > limits.messageBytes) refuse(`it has sent a message of more than ${limits.messageBytes} bytes`);
        }
        if (isMessage === false) {
          if (strays === 1 && stray.length < keptStray) stray += String.fromCharCode(byte);
        } else kept[length++] = byte;
      }
      if (length > 0) controller.enqueue(kept.subarray(0, length));
    },
  });
  return {
    messages: output.pipeThrough(transform),
    firstStray: () => stray.replace(/\p{Cc}/gu, ' ').trim(),
    fault: () => fault,
  };
}
