import { StringDecoder } from 'node:string_decoder';

/** Collects what a command prints, up to a limit, and passes it on as text that never splits a character. */
export class OutputBuffer {
  readonly #chunks: Buffer[] = [];
  readonly #limit: number;
  readonly #onText: (stream: 'stdout' | 'stderr', text: string) => void;
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  #bytes = 0;
  #truncated = false;

  constructor(limit: number, onText: (stream: 'stdout' | 'stderr', text: string) => void) {
    this.#limit = limit;
    this.#onText = onText;
  }

  /** What is beyond the limit is dropped, so that an endless output fills neither memory nor a screen. */
  add(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    const room = this.#limit - this.#bytes;
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    if (kept.length < chunk.length) this.#truncated = true;
    if (kept.length === 0) return;
    this.#chunks.push(kept);
    this.#bytes += kept.length;
    this.#pass(stream, this.#decoders[stream].write(kept));
  }

  /** To be called once, after the last chunk: passes on what was held back for the rest of a character. */
  end(): { readonly output: Uint8Array; readonly truncated: boolean } {
    for (const stream of ['stdout', 'stderr'] as const) this.#pass(stream, this.#decoders[stream].end());
    return { output: Buffer.concat(this.#chunks), truncated: this.#truncated };
  }

  #pass(stream: 'stdout' | 'stderr', text: string): void {
    if (text !== '') this.#onText(stream, text);
  }
}
