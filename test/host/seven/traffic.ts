import type {
  CalledScript,
  Caller,
  ScriptedReply,
  ScriptedUsage,
  WireRequest,
} from '../../support/anthropic/script.ts';
import { countTokens } from '../../support/anthropic/wireMessage.ts';
import { Random } from '../../support/random.ts';
import { confirmedWrites, standingOf, taskIn, toldSession, workOn, type Written } from './engineer.ts';
import { partOf, seats, walledCredential } from './plan.ts';

/** One request for an answer, as the provider saw it. */
export interface ModelCall {
  /** From 1, over all. */
  readonly number: number;
  /** ms since epoch */
  readonly at: number;
  readonly credential: string;
  readonly task: string;
  /** Whose work it is, as the model was told last. */
  readonly told: string;
  readonly tier: string;
  readonly answer: 'message' | 'cut' | 'drop' | 'rate' | 'overload' | 'quota';
  /** What is billed for it when it goes to its end. */
  readonly usage: ScriptedUsage;
  /** When its connection was over, answered or not, ms since epoch. */
  closedAt: number;
}

/** The provider's side of a run: what it answers, and what it saw. */
export interface Traffic {
  readonly script: CalledScript;
  readonly calls: readonly ModelCall[];
  /** What agents were told that they had written, by task and leg of the conversation. */
  readonly written: () => readonly Written[];
  /** Conversations that went on after they were cut off. */
  readonly resumed: () => number;
  /** When the credential's quota ended and when it is there again, ms since epoch. */
  readonly wall: () => Wall | undefined;
}

/** ms since epoch */
interface Wall {
  readonly from: number;
  readonly until: number;
}

export interface TrafficOptions {
  readonly seed: number;
  readonly keys: Readonly<Record<string, string>>;
  readonly onCall: (number: number, caller: Caller) => void;
  readonly onQuestion: () => void;
  /** Whether the swarm has on record that the quota ended: when whoever was told is killed before that, it ends once more. */
  readonly isRefusalKnown: () => boolean;
}

/** Seconds after which the quota is there again. */
const wallSeconds = 4;
/** Between two events of a stream, ms. */
const eventMs = 10;

type Trouble = Extract<ModelCall['answer'], 'cut' | 'drop' | 'rate' | 'overload'>;

/** A provider with two credentials: one has its troubles at calls that the seed draws, the quota of the other ends once. */
export function createTraffic({ seed, keys, onCall, onQuestion, isRefusalKnown }: TrafficOptions): Traffic {
  const random = new Random(seed);
  const troubles = drawTroubles(random);
  const wallAt = 6 + random.below(8);
  const calls: ModelCall[] = [];
  const byCredential = new Map<string, number>();
  const written = new Map<string, Written>();
  const resumed = new Set<string>();
  const meeting = createMeeting();
  let wall: Wall | undefined;

  function judge(credential: string, now: number): ModelCall['answer'] {
    const count = (byCredential.get(credential) ?? 0) + 1;
    byCredential.set(credential, count);
    if (credential !== walledCredential) return troubles.get(count) ?? 'message';
    if (count >= wallAt && isOver(wall, now) && !isRefusalKnown())
      wall = { from: now, until: now + wallSeconds * 1_000 };
    return isOver(wall, now) ? 'message' : 'quota';
  }

  const script: CalledScript = async (request, earlier, caller) => {
    const task = taskIn(request);
    const part = partOf(task);
    const number = earlier + 1;
    const at = Date.now();
    const credential = Object.keys(keys).find((name) => keys[name] === caller.key) ?? '?';
    const answer = judge(credential, at);
    const tier = /haiku/.test(request.model) ? 'haiku' : 'sonnet';
    const usage = usageOf(request, number);
    const call: ModelCall = {
      number,
      at,
      credential,
      task,
      told: toldSession(request),
      tier,
      answer,
      usage,
      closedAt: Infinity,
    };
    calls.push(call);
    caller.closed.addEventListener('abort', () => (call.closedAt = Date.now()));
    for (const each of confirmedWrites(task, request)) written.set(`${task}/${each.leg}/${each.path}`, each);
    if (JSON.stringify(request.messages).includes('Your work was interrupted')) resumed.add(task);
    onCall(number, caller);
    if (answer === 'quota') return quotaEnded(Math.max(1, Math.ceil(((wall?.until ?? at) - at) / 1_000)));
    if (answer !== 'message' && answer !== 'cut') return troubleReplies[answer];
    if (!part) return { kind: 'error', status: 400, type: 'invalid_request_error', message: `no task ${task}` };
    const reply = workOn(part, standingOf(request));
    if (part.beside !== undefined && hasCall(reply, 'complete')) await meeting(part.id, part.beside, caller.closed);
    if (hasCall(reply, 'ask_person')) onQuestion();
    if (reply.kind !== 'message') return reply;
    return { ...reply, usage, eventMs, ...(answer === 'cut' ? { cutAfter: 4 } : {}) };
  };
  return {
    script,
    calls,
    written: () => [...written.values()],
    resumed: () => resumed.size,
    wall: () => wall,
  };
}

/** Which session a credential's calls may come from. */
export function sessionsOf(credential: string): readonly string[] {
  return seats.filter((seat) => seat.credential === credential).map(({ id }) => id);
}

function isOver(wall: Wall | undefined, now: number): boolean {
  return wall === undefined || now >= wall.until;
}

function drawTroubles(random: Random): ReadonlyMap<number, Trouble> {
  const kinds: readonly Trouble[] = ['rate', 'overload', 'cut', 'overload', 'drop', 'rate', 'cut'];
  return new Map(kinds.map((kind, at) => [4 + at * 6 + random.below(6), kind]));
}

const troubleReplies: Readonly<Record<Exclude<Trouble, 'cut'>, ScriptedReply>> = {
  rate: {
    kind: 'error',
    status: 429,
    type: 'rate_limit_error',
    message: 'Number of requests has exceeded your rate limit.',
    headers: { 'retry-after': '1' },
  },
  overload: { kind: 'error', status: 529, type: 'overloaded_error', message: 'Overloaded' },
  drop: { kind: 'drop' },
};

function quotaEnded(seconds: number): ScriptedReply {
  const message = `You have reached your usage limit. It resets in ${seconds} seconds.`;
  const headers = { 'retry-after': String(seconds) };
  return { kind: 'error', status: 429, type: 'rate_limit_error', message, headers };
}

/** As a provider counts: most of the prompt from the cache, and as much written as tells each call from all others. */
function usageOf(request: WireRequest, number: number): Required<ScriptedUsage> {
  const prompt = countTokens(request);
  const read = Math.floor(prompt * 0.6);
  const wrote = Math.floor(prompt * 0.2);
  return {
    input_tokens: prompt - read - wrote,
    output_tokens: 100 + number,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: wrote,
  };
}

function hasCall(reply: ScriptedReply, tool: string): boolean {
  return reply.kind === 'message' && reply.content.some((block) => block.type === 'tool_use' && block.name === tool);
}

/** Two that wait for each other, once: whoever comes again, or whose caller is gone, does not wait. */
function createMeeting(): (who: string, other: string, closed: AbortSignal) => Promise<void> {
  const here = new Set<string>();
  const waiting = new Set<() => void>();
  return async (who, other, closed) => {
    here.add(who);
    for (const look of waiting) look();
    if (here.has(other) || closed.aborted) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (here.has(other) || closed.aborted) resolve();
      };
      waiting.add(look);
      closed.addEventListener('abort', look);
    });
  };
}
