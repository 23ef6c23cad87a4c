import type { EntryContext } from '../witness/sealer.ts';
import type { DecidedRequest } from './decideRequest.ts';
import type { TalkRequest } from './decideTalk.ts';
import { actorOf, type Principal } from './principal.ts';

/** Who asks, with what key against doing it twice. */
export interface Requester {
  readonly principal: Principal;
  readonly key?: string;
}

/** What the ledger says about the facts that a request leads to. */
export function contextOfRequest(
  request: DecidedRequest | TalkRequest,
  { principal, key }: Requester,
): Omit<EntryContext, 'at'> {
  return {
    actor: actorOf(principal),
    cause: { kind: 'request', verb: request.verb },
    authority: { token: principal.token, epoch: 'epoch' in request ? (request.epoch ?? null) : null },
    trace: traceOf(request),
    // A key belongs to whoever used it: two sessions that pick the same one do not meet.
    key: key === undefined ? null : `${nameOf(principal)}/${key}`,
  };
}

/** What the ledger says about facts that follow from a rule of the coordinator's own; `sequence` is the last entry it saw. */
export function contextOfRule(rule: string, sequence: number): Omit<EntryContext, 'at'> {
  return {
    actor: { kind: 'coordinator' },
    cause: { kind: 'entry', sequence, rule },
    authority: { token: null, epoch: null },
    trace: `${rule}/${sequence}`,
    key: null,
  };
}

/** Everything about one claim shares a trace. */
function traceOf(request: DecidedRequest | TalkRequest): string {
  if ('task' in request && 'epoch' in request) return `${request.task}/${request.epoch}`;
  return 'session' in request && request.session !== undefined ? `${request.session}/${request.verb}` : request.verb;
}

/** A session's name is escaped, so that none can make the key of another, or of a person. */
function nameOf(principal: Principal): string {
  return principal.kind === 'session' ? `session/${encodeURIComponent(principal.session)}` : principal.kind;
}
