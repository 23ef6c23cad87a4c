import type { InboxItemView } from '../../protocol/dialogueVerbs.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';

/** What has come for a session and one of its agents has not heard yet. */
export interface News {
  readonly items: readonly InboxItemView[];
  /** To be called when the agent has them where they are not lost. */
  keep(): Promise<void>;
}

/** One agent's ear. What was said before it was opened is heard, too, unless everybody who was there has heard it. */
export interface Ear {
  hear(): Promise<News>;
  /** The answer to this question was given to whoever asked it: nobody needs to hear it. */
  knowsAnswer(question: string): void;
  /** The agent's work is over; what the others have all heard is acknowledged at their next word. */
  close(): void;
}

/** The inbox of a session as its agents share it: each of them hears everything, and what all of them have kept is acknowledged. */
export function createSessionEars(client: CoordinatorClient, session: string): { open(): Ear } {
  /** The last thing that each agent has kept, by its sequence. */
  const kept = new Map<Ear, number>();
  const answered = new Set<string>();
  let acknowledged = 0;
  const acknowledge = async (): Promise<void> => {
    const upTo = Math.min(...kept.values());
    if (!Number.isFinite(upTo) || upTo <= acknowledged) return;
    acknowledged = upTo;
    await client.request({ verb: 'acknowledge', session, upTo });
  };
  return {
    open: () => {
      const ear: Ear = {
        hear: async () => {
          const answer = await client.request({ verb: 'inbox', session, wait: false });
          const unread = answer.ok ? answer.value.items : [];
          const last = unread.at(-1)?.sequence ?? 0;
          const items = unread.filter(
            (item) => item.sequence > (kept.get(ear) ?? 0) && !(item.kind === 'answer' && answered.has(item.question)),
          );
          return {
            items,
            keep: async () => {
              kept.set(ear, Math.max(kept.get(ear) ?? 0, last));
              await acknowledge();
            },
          };
        },
        knowsAnswer: (question) => void answered.add(question),
        close: () => void kept.delete(ear),
      };
      kept.set(ear, 0);
      return ear;
    },
  };
}
