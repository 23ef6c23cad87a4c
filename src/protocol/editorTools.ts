import type { Result } from '../base/result.ts';
import type { Problem } from './verbs.ts';

/** What the name of each language-model tool begins with. */
export const editorToolPrefix = 's2_';

/** A call of a tool by a model of the editor, for one session of the swarm in a folder. */
export interface EditorToolCall {
  readonly folder: string;
  readonly session: string;
  /** Without the prefix. */
  readonly name: string;
  readonly input: unknown;
  readonly signal: AbortSignal;
}

/** Lets models of the editor work as sessions. */
export interface EditorDesk {
  call(call: EditorToolCall): Promise<Result<Record<string, unknown>, Problem>>;
  /** Gives up every session; their claims are left to their leases. */
  leave(): Promise<void>;
}
