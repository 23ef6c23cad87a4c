import type { InboxItemView } from '../../protocol/dialogueVerbs.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { Found } from '../ports/worktreeFiles.ts';
import { untilAborted } from '../runner/untilAborted.ts';
import type { Ear } from './sessionEars.ts';

/** The claim under which an agent speaks. */
export interface AgentClaim {
  readonly task: string;
  readonly session: string;
  readonly epoch: number;
}

/** What others have told the session since this agent last listened. */
export interface Heard {
  /** What the agent is told, word for word. */
  readonly texts: readonly string[];
  /** The same without the words around it, and whose it is. */
  readonly said: readonly { readonly text: string; readonly from: string; readonly isPerson: boolean }[];
  /** To be called when the texts are kept where they are not lost. */
  keep(): Promise<void>;
}

/** An agent's way to the coordinator: it asks and offers in the name of its session, and claims nothing by itself. */
export interface AgentDesk {
  /** Puts a question to a person and waits for the answer, however long that takes. Asking again under the same id is the same question. */
  ask(question: string, id: string, signal: AbortSignal): Promise<Found<string>>;
  requestHelp(reason: string, needs: readonly string[]): Promise<Found<string>>;
  offerHelp(blocker: string, note: string): Promise<Found<string>>;
  message(to: string, text: string): Promise<Found<string>>;
  answer(question: string, text: string): Promise<Found<string>>;
  hear(): Promise<Heard>;
}

export function createAgentDesk(client: CoordinatorClient, claim: AgentClaim, ear: Ear): AgentDesk {
  const { session, task, epoch } = claim;
  return {
    ask: async (question, id, signal) => {
      const asked = client.request(
        { verb: 'ask', session, to: null, text: question, claim: { task, epoch, lasts: true }, wait: true },
        `ask/${session}/${task}/${id}`,
      );
      const answer = await untilAborted(asked, signal);
      if (!answer) return { ok: false, reason: 'the question was called off' };
      if (!answer.ok) return { ok: false, reason: answer.error.message };
      ear.knowsAnswer(answer.value.question);
      return { ok: true, value: answer.value.answer ?? 'Nobody answered. Decide by yourself, or report a blocker.' };
    },
    requestHelp: async (reason, needs) =>
      toFound(await client.request({ verb: 'requestHelp', subject: task, session, epoch, reason, needs: [...needs] })),
    offerHelp: async (blocker, note) => toFound(await client.request({ verb: 'offerHelp', session, blocker, note })),
    message: async (to, text) => toFound(await client.request({ verb: 'message', session, to, text })),
    answer: async (question, text) => toFound(await client.request({ verb: 'answer', session, question, text })),
    hear: async () => {
      const news = await ear.hear();
      const said = news.items.map(({ text, from }) => {
        const isPerson = from.kind === 'person';
        return { text, from: isPerson ? from.name : nameOf(from), isPerson };
      });
      return { texts: news.items.map(describeItem), said, keep: () => news.keep() };
    },
  };
}

/** What somebody says is quoted as theirs: a message of another agent is no order of ours. */
function describeItem(item: InboxItemView): string {
  const from = nameOf(item.from);
  switch (item.kind) {
    case 'message':
      return `${from} says: ${item.text}`;
    case 'question':
      return `${from} asks (question ${item.question}): ${item.text}`;
    case 'answer':
      return `${from} answers your question ${item.question}: ${item.text}`;
  }
}

function toFound(
  answer: { readonly ok: true } | { readonly ok: false; readonly error: { readonly message: string } },
): Found<string> {
  return answer.ok ? { ok: true, value: '' } : { ok: false, reason: answer.error.message };
}

function nameOf(from: InboxItemView['from']): string {
  switch (from.kind) {
    case 'person':
      return `${from.name}, who runs the swarm,`;
    case 'session':
      return `The agent of ${from.session}`;
    case 'swarm':
      return 'The swarm';
  }
}
