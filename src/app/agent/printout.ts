import type { AgentContext } from '../ports/agentProvider.ts';

/** What an agent prints: passed on as it comes, and kept up to a limit as evidence. */
export interface Printout {
  readonly write: AgentContext['onOutput'];
  bytes(): Uint8Array;
}

const maxKept = 4 * 1024 * 1024;

export function createPrintout(onOutput: AgentContext['onOutput']): Printout {
  const texts: string[] = [];
  let length = 0;
  return {
    write: (stream, text, part) => {
      onOutput(stream, text, part);
      if (length >= maxKept) return;
      texts.push(text);
      length += text.length;
    },
    bytes: () => new TextEncoder().encode(texts.join('').slice(0, maxKept).toWellFormed()),
  };
}
