import { RequestError } from '@agentclientprotocol/sdk';
import { assertNever } from '../../base/assertNever.ts';
import type { CommandEnd } from '../../app/ports/commandRunner.ts';
import type { AgentRefusal } from '../../domain/agent/agentRefusal.ts';
import { lastLine } from '../../domain/agent/lastLine.ts';
import { blockedReason } from '../../domain/agent/taskPrompt.ts';
import type { ConnectedAgent } from './connectAgent.ts';
import { AgentUnusable, isLoginMissing } from './openConversation.ts';
import { oneLine } from './showUpdate.ts';
import type { Spoken } from './spoken.ts';
import type { TurnResult } from './takeTurn.ts';

/** What a turn came to, without what was printed in it. */
export type TurnVerdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'blocked'; readonly reason: string; readonly needs: readonly string[] };

/** What a verdict is made of besides the end of the turn. */
export interface TurnEvidence {
  readonly agent: readonly string[];
  readonly session: string;
  readonly spoken: Spoken;
  readonly connected: ConnectedAgent;
  readonly needs: readonly string[];
  /** That its provider refuses its credential, if its error says so. */
  readonly refusal: AgentRefusal | undefined;
}

/**
 * Says what a turn came to. An agent that never was ready for work, or that nobody has logged in to, or whose provider refuses it, is a fault of the place (`AgentUnusable`
 * is thrown, and the task given back); one that fails in the middle of its work has failed the task.
 */
export function judgeTurn(result: TurnResult, evidence: TurnEvidence): TurnVerdict {
  const { agent, session, spoken, needs } = evidence;
  const name = `the agent \`${oneLine(agent.join(' ')).slice(0, 160)}\``;
  if (result.kind === 'aborted') return { kind: 'failed', reason: `${name} was stopped` };
  if (result.kind === 'answered') return judgeAnswer(result.stopReason, spoken, { name, needs });
  const fault = faultOf(result, evidence).replace(/[.\s]+$/, '');
  if (result.kind === 'error' && isLoginMissing(result.error))
    throw new AgentUnusable(
      `${name} of ${session} is not logged in: ${fault}. Log in with it once by hand, or name the variable of its key under \`agent\` in swarm.yaml.`,
    );
  if (evidence.refusal)
    throw new AgentUnusable(`the provider of ${name} of ${session} refuses it (${evidence.refusal.kind}): ${fault}`);
  if (result.started) return { kind: 'failed', reason: `${name} failed in the middle of its turn: ${fault}` };
  throw new AgentUnusable(
    `${name} of ${session} cannot be used: ${fault}. Mend \`agent\` of the session in swarm.yaml, or what it names.`,
  );
}

function judgeAnswer(
  stopReason: string,
  spoken: Spoken,
  { name, needs }: { readonly name: string; readonly needs: readonly string[] },
): TurnVerdict {
  switch (stopReason) {
    case 'end_turn': {
      const reason = blockedReason(spoken.said);
      return reason === undefined ? { kind: 'done' } : { kind: 'blocked', reason, needs };
    }
    case 'max_tokens':
      return { kind: 'failed', reason: `${name} ran out of tokens before it was done` };
    case 'max_turn_requests':
      return { kind: 'failed', reason: `${name} made more calls in one turn than it may` };
    case 'refusal':
      return { kind: 'failed', reason: `${name} refused the task${lastWords(spoken.said)}` };
    case 'cancelled':
      return { kind: 'failed', reason: `${name} cancelled its turn by itself` };
    default:
      return { kind: 'failed', reason: `${name} ended its turn with an unknown reason, ${oneLine(stopReason)}` };
  }
}

function faultOf(
  result: Exclude<TurnResult, { kind: 'aborted' | 'answered' }>,
  { spoken, connected }: TurnEvidence,
): string {
  const loud = connected.fault();
  if (loud !== undefined) return loud;
  const stray = connected.firstStray();
  const printed = stray === '' ? '' : `; it printed \`${oneLine(stray)}\` where messages belong`;
  switch (result.kind) {
    case 'late':
      return `${result.reason}${printed}`;
    case 'ended':
      return `${describeEnd(result.end)}${printed}${lastWords(spoken.complaints)}`;
    case 'error':
      return `${describeError(result.error)}${printed}`;
    default:
      return assertNever(result);
  }
}

function describeEnd(end: CommandEnd): string {
  switch (end.kind) {
    case 'exited':
      return `it ended with code ${end.code}`;
    case 'signalled':
      return `it was ended by ${end.signal}`;
    case 'not-started':
      return end.reason;
    case 'timed-out':
    case 'aborted':
      return 'it was ended';
    default:
      return assertNever(end);
  }
}

function describeError(error: unknown): string {
  if (error instanceof RequestError)
    return `it answers with error ${error.code}: ${oneLine(error.message)}${detailOf(error.data)}`;
  if (error instanceof AgentUnusable) return error.message;
  return error instanceof Error && error.name === 'ZodError'
    ? 'its answer is none of the protocol'
    : 'it does not answer any more';
}

/** All that an error says, for whoever looks for words in it. */
export function wordsOf(error: unknown): string {
  return error instanceof RequestError
    ? `${isLoginMissing(error) ? 'not logged in: ' : ''}${oneLine(error.message)}${detailOf(error.data)}`
    : '';
}

/** Agents put what a person needs to know into the data of an error. */
function detailOf(data: unknown): string {
  if (data === undefined || data === null) return '';
  const text = oneLine(typeof data === 'string' ? data : JSON.stringify(data));
  return text === '' || text === '{}' ? '' : ` (${text})`;
}

function lastWords(text: string): string {
  const said = lastLine(text);
  return said === '' ? '' : `: ${said}`;
}
