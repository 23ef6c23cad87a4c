import type { SentMessage } from '../../protocol/sessionPanel.ts';
import type { OutputChunk } from '../../protocol/swarmSnapshot.ts';

/** So many messages are remembered; older ones are in the ledger. */
const maxKept = 100;

/** What a person has said to a session from its panel and no agent has been seen to have yet. */
export class SentMessages {
  #waiting: SentMessage[] = [];

  get waiting(): readonly SentMessage[] {
    return this.#waiting;
  }

  add(text: string, at: number): void {
    this.#waiting = [...this.#waiting, { text, at, read: null }].slice(-maxKept);
  }

  /** Forgets what was not taken. */
  takeBack(at: number): void {
    this.#waiting = this.#waiting.filter((message) => message.at !== at);
  }

  /** Takes out the oldest message that the agent has now, by its own words in the transcript; whether there was one. */
  heard({ part, text, at }: OutputChunk): boolean {
    if (part?.kind !== 'heard' || !part.person) return false;
    const found = this.#waiting.findIndex((message) => message.text === text.trimEnd() && message.at <= at);
    if (found === -1) return false;
    this.#waiting = this.#waiting.toSpliced(found, 1);
    return true;
  }
}
