import type { Result } from '../base/result.ts';
import type { DialogueAnswers } from './dialogueVerbs.ts';
import type { ReservationAnswer } from './governorVerbs.ts';
import type { WatchAnswers } from './watchVerbs.ts';
import type { ClaimAnswer, IntegrationAnswer, Problem, Request } from './verbs.ts';

/** What each verb answers with. */
export interface Answers extends DialogueAnswers, WatchAnswers {
  /** `inbox`: how many things the session has yet to read. */
  heartbeat: { readonly inbox: number };
  claim: ClaimAnswer;
  claimNext: ClaimAnswer;
  listReady: { readonly tasks: readonly string[] };
  nextIntegration: IntegrationAnswer;
  integrationHead: { readonly head: string | null; readonly takenBack: boolean; readonly submitted: boolean };
  reserve: ReservationAnswer;
  reportCost: ReservationAnswer;
  hostWait: { readonly directive: 'stop' };
  why: { readonly code: string; readonly reason: string; readonly action: string };
}

export type AnswerOf<Verb extends Request['verb']> = Verb extends keyof Answers ? Answers[Verb] : Record<string, never>;

/** The coordinator as seen by whoever is not the coordinator: the same over a socket and in process. */
export interface CoordinatorClient {
  /**
   * Sends one request. Refusals come back as values; the promise rejects only when the connection is lost.
   * `key` makes a retry of the same request harmless: it gets the first answer.
   */
  request<R extends Request>(request: R, key?: string): Promise<Result<AnswerOf<R['verb']>, Problem>>;
  /** Aborts when the coordinator is gone. */
  readonly closed: AbortSignal;
}
