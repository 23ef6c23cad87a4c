import type { Event } from '../../base/emitter.ts';
import type { Result } from '../../base/result.ts';
import type { Problem } from '../../protocol/verbs.ts';

/** One call of a tool, as its transport sees it. */
export interface ToolCall {
  readonly name: string;
  /** As it came: nothing in it is trusted. */
  readonly input: unknown;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Tells whoever waits how far it is, in a sentence. */
  readonly report: (message: string) => void;
}

/** Something to be read by its address. */
export interface ReadableThing {
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly mimeType: string;
}

/** A prompt by its name. */
export interface PromptView {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** What one outside agent has of a swarm. Refusals are values; a tool never answers `ok` without its effect. */
export interface OutsideDesk {
  call(call: ToolCall): Promise<Result<Record<string, unknown>, Problem>>;
  resources(): Promise<Result<readonly ReadableThing[], Problem>>;
  /** The text of what `resources` lists; everything else is unknown. */
  read(uri: string): Promise<Result<{ readonly mimeType: string; readonly text: string }, Problem>>;
  readonly prompts: readonly PromptView[];
  prompt(name: string): Promise<Result<string, Problem>>;
  /** Fires when status, board or blockers may read otherwise. */
  readonly onChange: Event<void>;
  /** Ends the work of this desk: nothing of the session is kept alive any more. */
  close(): Promise<void>;
}
