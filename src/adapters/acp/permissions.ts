import type {
  PermissionOption,
  RequestPermissionRequest,
  RequestPermissionResponse,
  ToolCallUpdate,
} from '@agentclientprotocol/sdk';
import { decidePermission, isConsent } from '../../domain/agent/agentPermission.ts';
import type { AgentPlace } from './agentPlace.ts';
import { oneLine } from './showUpdate.ts';
import type { Spoken } from './spoken.ts';

/** Puts a question to a person; undefined when nobody will answer any more. */
export type AskPerson = (question: string, signal: AbortSignal) => Promise<string | undefined>;

/** What answers to an agent's requests for permission need. */
export interface PermissionDesk {
  readonly place: AgentPlace;
  readonly spoken: Spoken;
  /** Puts a question to a person, and keeps the time that it takes from counting as silence. */
  readonly ask: AskPerson;
  readonly signal: AbortSignal;
}

/** Where tools of the well-known agents name a path in what they are called with. */
const pathKeys = ['file_path', 'path', 'abs_path', 'absolute_path', 'notebook_path', 'filename', 'cwd'];
const detailLength = 1_400;
const maxPlaces = 100;

/** Answers a request for permission by policy, or by what a person says. Nothing is ever allowed for longer than the one call. */
export async function answerPermission(
  { toolCall, options }: RequestPermissionRequest,
  desk: PermissionDesk,
): Promise<RequestPermissionResponse> {
  const title = oneLine(toolCall.title ?? 'a tool');
  const kind = toolCall.kind ?? 'other';
  const verdict = decidePermission({ kind, places: await placesOf(toolCall, desk.place) });
  switch (verdict.kind) {
    case 'allow':
      return choose(options, 'allow');
    case 'refuse':
      desk.spoken.line(`refused: ${title}, because ${verdict.reason}`);
      return choose(options, 'reject');
    case 'ask': {
      const allowed = await isAllowed(`use a tool (${kind}): ${title}${detailOf(toolCall)}`, desk);
      if (desk.signal.aborted) return { outcome: { outcome: 'cancelled' } };
      return choose(options, allowed ? 'allow' : 'reject');
    }
  }
}

/** Asks a person whether something may be done; says what came of it. */
export async function isAllowed(what: string, { ask, spoken, signal }: PermissionDesk): Promise<boolean> {
  spoken.line(`waits for a person: may it ${what}`);
  const answer = await ask(`May my agent ${what}\nAnswer "allow" or "deny", or approve or reject it.`, signal);
  const allowed = answer !== undefined && isConsent(answer);
  spoken.line(
    answer === undefined ? 'nobody answered: denied' : `${allowed ? 'allowed' : 'denied'}: ${oneLine(answer)}`,
  );
  return allowed;
}

/** Every place that a call names, wherever it names it. */
async function placesOf(
  call: ToolCallUpdate,
  place: AgentPlace,
): Promise<readonly { readonly path: string; readonly fault: string | undefined }[]> {
  const input = call.rawInput;
  const raw =
    typeof input === 'object' && input !== null ? pathKeys.map((key) => Reflect.get(input, key) as unknown) : [];
  const named = [
    ...(call.locations ?? []).map(({ path }) => path),
    ...(call.content ?? []).flatMap((content) => (content.type === 'diff' ? [content.path] : [])),
    ...raw.filter((value) => typeof value === 'string'),
  ];
  const paths = [...new Set(named)];
  if (paths.length > maxPlaces) return [{ path: '', fault: `it names ${paths.length} places at once` }];
  return Promise.all(
    paths.map(async (path) => {
      const found = await place.inside(path);
      return { path, fault: found.ok ? undefined : found.reason };
    }),
  );
}

/** What a person has to see to decide: the tool's own input, as far as it fits. */
function detailOf(call: ToolCallUpdate): string {
  if (call.rawInput === undefined || call.rawInput === null) return '';
  const text = JSON.stringify(call.rawInput).replace(/\p{Cc}+/gu, ' ');
  const cut =
    text.length > detailLength ? `${text.slice(0, detailLength)}… (${text.length - detailLength} more)` : text;
  return `\n${cut.toWellFormed()}`;
}

/** The option for this one call. An agent that offers none is told that it was cancelled, which it may not take for a yes. */
function choose(options: readonly PermissionOption[], answer: 'allow' | 'reject'): RequestPermissionResponse {
  const option =
    options.find(({ kind }) => kind === `${answer}_once`) ??
    (answer === 'reject' ? options.find(({ kind }) => kind === 'reject_always') : undefined);
  return { outcome: option ? { outcome: 'selected', optionId: option.optionId } : { outcome: 'cancelled' } };
}
