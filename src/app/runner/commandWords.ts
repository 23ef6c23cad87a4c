import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { InboxItemView } from '../../protocol/dialogueVerbs.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { KeepNote } from '../ports/keepNote.ts';
import { createSessionEars } from '../agent/sessionEars.ts';

/** What was said to a session, for one command of it. */
export interface HeardWords {
  /** A file with a line of JSON for each; undefined when nobody has said anything. */
  readonly file: string | undefined;
  /** The command has ended. Unless it `had` them, because it was ended from outside, whoever runs next is given them again. */
  end(had: boolean): Promise<void>;
}

/** Gives commands what people and other sessions say to their session, which have no ears of their own. */
export type CommandWords = (
  task: Pick<ClaimedTask, 'task' | 'epoch'>,
  environment: Readonly<Record<string, string>>,
) => Promise<HeardWords>;

/** The words of one session's inbox, each given to every agent that works when it comes, until one that had it is through. */
export function createCommandWords(client: CoordinatorClient, session: string, keepNote: KeepNote): CommandWords {
  const ears = createSessionEars(client, session);
  return async ({ task, epoch }, environment) => {
    const ear = ears.open();
    const news = await ear.hear();
    const lines = news.items.map((item) => `${JSON.stringify(toLine(item))}\n`);
    const name = `messages-${task}-${epoch}`;
    return {
      file: lines.length === 0 ? undefined : await keepNote(environment, name, lines.join('')),
      end: async (had) => {
        if (had) await news.keep();
        ear.close();
      },
    };
  };
}

function toLine(item: InboxItemView): Readonly<Record<string, string | number>> {
  const { kind, sequence, at, from, text } = item;
  const question = item.kind === 'message' ? {} : { question: item.question };
  const name = from.kind === 'session' ? from.session : from.kind === 'person' ? from.name : 'the swarm';
  return { kind, sequence, at, by: from.kind, from: name, ...question, text };
}
