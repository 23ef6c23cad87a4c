import type { OutputChunk } from '../../src/protocol/swarmSnapshot.ts';
import { stripAnsi } from '../shared/stripAnsi.ts';

/** Who a line is by: `said` and `thought` are the agent's own words, the others what something printed, or a note. */
export type Voice = OutputChunk['stream'] | 'said' | 'thought';

/** One line of a transcript. */
export interface TranscriptLine {
  readonly text: string;
  readonly voice: Voice;
  readonly task: string;
  /** Which agent of the session printed it; undefined when its agents have no names. */
  readonly agent: string | undefined;
}

/** What a chunk changes: `replaced` is the last line of its channel, `added` follow. */
export interface LineChange {
  /** The new text of the channel's last line, when the chunk continued it. */
  readonly replaced: TranscriptLine | undefined;
  readonly added: readonly TranscriptLine[];
}

/** What a chunk goes on with: the words of one task's agent, what one of its calls prints, or else whatever is printed for it. */
export function channelOf({ task, epoch, part }: OutputChunk): string {
  if (part?.kind === 'printed') return `${task}\n${epoch}\n${part.call}`;
  return part?.kind === 'said' || part?.kind === 'thought' ? `${task}\nwords` : task;
}

/**
 * Cuts chunks into lines. A chunk may end in the middle of a line; the next one of the same channel continues it when it is in the same voice, whatever
 * other agents have printed meanwhile.
 */
export class LineBuffer {
  /** Lines without an end, by channel. */
  readonly #open = new Map<string, { readonly raw: string; readonly voice: Voice }>();

  append(chunk: OutputChunk): LineChange {
    const { task, agent, part } = chunk;
    const channel = channelOf(chunk);
    const voice = part?.kind === 'said' || part?.kind === 'thought' ? part.kind : chunk.stream;
    const open = this.#open.get(channel);
    const before = open?.voice === voice ? open.raw : undefined;
    const parts = `${before ?? ''}${chunk.text}`.replaceAll('\r\n', '\n').split('\n');
    const rest = parts.pop() ?? '';
    const whole = rest === '' ? parts : [...parts, rest];
    if (rest === '') this.#open.delete(channel);
    else this.#open.set(channel, { raw: rest.slice(-maxLine), voice });
    const lines = whole.map((raw) => ({ text: stripAnsi(raw).slice(0, maxLine), voice, task, agent }));
    if (before === undefined) return { replaced: undefined, added: lines };
    return { replaced: lines[0] ?? { text: '', voice, task, agent }, added: lines.slice(1) };
  }

  clear(): void {
    this.#open.clear();
  }
}

/** Characters of a line that are shown; a program that never ends its line cannot grow the page. */
const maxLine = 4_000;
