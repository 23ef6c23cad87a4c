import type { Log } from '../../base/log.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { AgentRefusal } from '../../domain/agent/agentRefusal.ts';
import { createAgentDesk, type Heard } from '../agent/agentDesk.ts';
import { createSessionEars, type Ear } from '../agent/sessionEars.ts';
import { untilAborted } from './untilAborted.ts';

/** What a question may have, by `dialogueVerbs`. */
const maxQuestion = 2_000;
const maxNote = 2_000;
/** No turn costs more; what says so is wrong, and must not be more than a request may hold. */
const maxDollars = 1_000_000;

/** What an agent's words are carried to the coordinator with. */
export interface SpeakerParts {
  readonly client: CoordinatorClient;
  readonly session: string;
  readonly log: Log;
  /** A word that no other start of the session has: it keeps apart what is asked twice in the same words. */
  readonly nonce: string;
}

/** Lets an agent ask people and tell where it is, in the name of its session. */
export interface AgentVoice {
  /** The answer of a person; undefined when the coordinator does not take the question, or the wait is over. */
  readonly ask: (task: ClaimedTask, question: string, signal: AbortSignal) => Promise<string | undefined>;
  readonly tell: (task: ClaimedTask, note: string) => void;
  /** Books what a turn has cost, in US dollars. */
  readonly spend: (task: ClaimedTask, dollars: number) => Promise<void>;
  /** Opens the ear of whoever works on the task: what others have told the session. To be closed when its work is over. */
  readonly openEar: (task: ClaimedTask) => { readonly hear: () => Promise<Heard>; readonly close: () => void };
  /** Tells that the agent's provider refuses its credential. */
  readonly refused: (task: ClaimedTask, refusal: AgentRefusal) => Promise<void>;
}

/** Makes the voice of one session's agent. */
export function createAgentVoice({ client, session, log, nonce }: SpeakerParts): AgentVoice {
  let asked = 0;
  const ears = createSessionEars(client, session);
  const open = new Map<string, Ear>();
  return {
    ask: async (task, question, signal) => {
      asked += 1;
      const text = `${task.task}: ${question}`.slice(0, maxQuestion).toWellFormed();
      // With a key, a question that is sent again after the leader has changed stays one question.
      const request = client.request(
        // A question of a turn that was killed is nobody's any more: the next turn asks its own.
        { verb: 'ask', session, to: null, text, claim: { task: task.task, epoch: task.epoch }, wait: true },
        `${session}/${nonce}/${asked}`,
      );
      const answer = await untilAborted(request, signal);
      if (answer && !answer.ok)
        log.warn('A question of an agent was not taken.', { session, reason: answer.error.message });
      if (answer?.ok) open.get(nameOf(task))?.knowsAnswer(answer.value.question);
      return answer?.ok ? (answer.value.answer ?? undefined) : undefined;
    },
    spend: async (task, dollars) => {
      const claim = { task: task.task, session, epoch: task.epoch };
      const cost = Math.round(Math.min(dollars, maxDollars) * 1e6);
      const answer = await untilAborted(
        client.request({ verb: 'reportCost', ...claim, cost }, `${session}/${nonce}/${nameOf(task)}/cost`),
        client.closed,
      );
      if (answer && !answer.ok) log.warn('A cost was not booked.', { session, dollars, reason: answer.error.message });
    },
    openEar: (task) => {
      const ear = ears.open();
      open.set(nameOf(task), ear);
      const desk = createAgentDesk(client, { task: task.task, session, epoch: task.epoch }, ear);
      return {
        hear: () => desk.hear(),
        close: () => {
          open.delete(nameOf(task));
          ear.close();
        },
      };
    },
    refused: async (task, { kind, until }) => {
      const claim = { task: task.task, session, epoch: task.epoch };
      const key = `${session}/${nonce}/${nameOf(task)}/refused`;
      const answer = await untilAborted(
        client.request({ verb: 'providerRefused', ...claim, kind, until }, key),
        client.closed,
      );
      if (answer && !answer.ok) log.warn('A refusal was not taken.', { session, kind, reason: answer.error.message });
    },
    tell: (task, note) => {
      const claim = { task: task.task, session, epoch: task.epoch };
      client.request({ verb: 'progress', ...claim, note: note.slice(0, maxNote).toWellFormed() }).then(
        (answer) => {
          if (!answer.ok) log.warn('Progress was not taken.', { session, reason: answer.error.message });
        },
        (error: unknown) => log.warn('Progress was not heard.', { session, error: String(error) }),
      );
    },
  };
}

/** The claim that the task is worked on under. */
function nameOf({ task, epoch }: ClaimedTask): string {
  return `${task}/${epoch}`;
}
