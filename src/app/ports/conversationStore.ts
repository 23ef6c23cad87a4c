import type { Turn } from '../../domain/agent/turn.ts';

/** A conversation as it was kept. */
export interface KeptConversation {
  /** Epoch of the claim under which it was last gone on with. */
  readonly epoch: number;
  readonly turn: Turn;
  /** Why what it handed in was not taken; null when nobody has said so. */
  readonly verdict: string | null;
}

/** Keeps the conversations of a session's agents, one for each task, so that another process can go on with them. */
export interface ConversationStore {
  /** Undefined when there is none, or what there is cannot be read. */
  load(task: string): Promise<KeptConversation | undefined>;
  /** When it resolves, a process that is killed loses nothing of it. */
  keep(task: string, conversation: KeptConversation): Promise<void>;
}
