import type { AgentContext } from '../../app/ports/agentProvider.ts';
import type { TranscriptPart } from '../../protocol/transcriptPart.ts';

const tailLength = 16_384;
/** One piece of a message; what is longer is nobody's reading. */
const pieceLength = 65_536;

/** What an agent says, on its way to people and into the evidence: bounded, without control characters. */
export class Spoken {
  readonly #limit: number;
  readonly #onOutput: AgentContext['onOutput'];
  readonly #texts: string[] = [];
  #length = 0;
  #kind: 'message' | 'thought' | 'line' = 'line';
  #atStart = true;
  #said = '';
  #complaints = '';

  constructor(limit: number, onOutput: AgentContext['onOutput']) {
    this.#limit = limit;
    this.#onOutput = onOutput;
  }

  /** A piece of what it says (`message`) or thinks. */
  piece(kind: 'message' | 'thought', text: string): void {
    if (kind === 'message') this.#said = `${this.#said}${text}`.slice(-tailLength);
    const part = { kind: kind === 'thought' ? 'thought' : 'said' } as const;
    if (this.#kind !== kind) this.#show(`${this.#atStart ? '' : '\n'}${kind === 'thought' ? '(thinks) ' : ''}`, part);
    this.#kind = kind;
    this.#show(text, part);
  }

  /** Something of its own line or lines, and what it stands for. */
  line(text: string, part?: TranscriptPart): void {
    if (this.#kind === 'message') this.#said += '\n';
    this.#kind = 'line';
    this.#show(`${this.#atStart ? '' : '\n'}${text}\n`, part);
  }

  /** What a call of its prints; it is shown, and no evidence: the agent has it. */
  printed(call: string, stream: 'stdout' | 'stderr', text: string): void {
    this.#onOutput(stream, text, { kind: 'printed', call });
  }

  /** What it prints beside the protocol. */
  complain(text: string): void {
    this.#complaints = `${this.#complaints}${text}`.slice(-tailLength);
    this.#pass('stderr', text);
  }

  /** The end of what it has said. */
  get said(): string {
    return this.#said;
  }

  /** The end of what it has printed beside the protocol. */
  get complaints(): string {
    return this.#complaints;
  }

  get output(): Uint8Array {
    return new TextEncoder().encode(this.#texts.join(''));
  }

  #show(text: string, part?: TranscriptPart): void {
    const shown = text.slice(0, pieceLength);
    if (shown === '') return;
    this.#atStart = shown.endsWith('\n');
    this.#pass('stdout', shown, part);
  }

  #pass(stream: 'stdout' | 'stderr', text: string, part?: TranscriptPart): void {
    const room = this.#limit - this.#length;
    if (room <= 0) return;
    // Colours and cursor movements are for a terminal that the agent does not have.
    const clean = text
      .replace(/(?![\n\t])\p{Cc}/gu, '')
      .slice(0, room)
      .toWellFormed();
    this.#texts.push(clean);
    this.#length += clean.length;
    if (clean !== '') this.#onOutput(stream, clean, part);
  }
}
