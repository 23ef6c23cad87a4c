import type { z } from 'zod';
import type { ClientAccess } from '../../app/ports/coordinatorService.ts';
import type { Log } from '../../base/log.ts';
import { messageIdSchema, requestMessageSchema, type ServerMessage } from '../../protocol/socketMessages.ts';
import type { SocketProblem } from '../../protocol/socketProblems.ts';
import type { RequestOf } from '../../protocol/verbs.ts';

/** What the requests of a connection are answered with; each is answered exactly once. */
export interface Answering {
  readonly access: ClientAccess;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly send: (message: ServerMessage) => void;
  /** Takes the one subscription or watch of the connection; false when it is taken. */
  readonly take: (stream: 'subscribe' | 'watch') => boolean;
  /** Takes a place among the requests that wait, and gives it back when called; undefined when there is none. */
  readonly wait: () => (() => void) | undefined;
  /** Starts what was granted, once the answer is on its way. */
  readonly start: (request: RequestOf<'subscribe'> | RequestOf<'watch'>) => void;
}

/** Answers one message of a client, whatever it holds; with `refusal` when it is not taken at all. */
export async function answerRequest(
  message: unknown,
  refusal: SocketProblem | undefined,
  answering: Answering,
): Promise<void> {
  const { access, log, signal, send } = answering;
  if (refusal) return refuse(message, refusal, send);
  const parsed = requestMessageSchema.safeParse(message);
  if (!parsed.success) return refuse(message, malformed(parsed.error), send);
  const { id, request, key } = parsed.data;
  const stream = request.verb === 'subscribe' || request.verb === 'watch' ? request : undefined;
  const waits = request.verb === 'hostWait' || ('wait' in request && request.wait);
  const answered = waits ? answering.wait() : nothing;
  if (!answered) return refuse(message, tooManyWaiting, send);
  try {
    const result = await access.handle(request, key === undefined ? { signal } : { key, signal });
    if (result.ok && stream && !answering.take(stream.verb)) return refuse(message, alreadySubscribed, send);
    send(result.ok ? { id, ok: true, value: result.value } : { id, ok: false, error: result.error });
    if (result.ok && stream) answering.start(stream);
  } catch (cause) {
    // The client is told, and a fault of the ledger is told to the person through the coordinator.
    log.info('a request failed', { verb: request.verb, cause: String(cause) });
    refuse(message, { code: 'fault', message: cause instanceof Error ? cause.message : String(cause) }, send);
  } finally {
    answered();
  }
}

const nothing = (): void => undefined;

/** Answers to the message's id, or to -1 when it has none. */
function refuse(message: unknown, error: SocketProblem, send: (message: ServerMessage) => void): void {
  const id = messageIdSchema.safeParse(message);
  send({ id: id.success ? id.data.id : -1, ok: false, error });
}

const alreadySubscribed: SocketProblem = {
  code: 'already-subscribed',
  message: 'This connection has a subscription already. Open another connection for another one.',
};

const tooManyWaiting: SocketProblem = {
  code: 'too-many-waiting',
  message:
    'Too many requests of this connection wait for something to happen. Send this one again when some were answered.',
};

function malformed(error: z.ZodError): SocketProblem {
  const first = error.issues[0];
  const place = first ? `${first.path.join('.') || 'message'}: ${first.message}` : 'message';
  return { code: 'malformed', message: `The request was not understood (${place}).` };
}
