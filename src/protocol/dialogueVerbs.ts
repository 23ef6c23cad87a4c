import * as z from 'zod';
import { name, sentence } from './words.ts';

/** What somebody says: it has a word in it. */
const said = sentence.refine((text) => text.trim() !== '' && text.length <= 2_000);

/** The verbs by which people and sessions decide and talk. Without a `session` it is a person who speaks. */
export const dialogueVerbs = [
  /** Puts something to the vote of the sessions; `conflict` is the share of results that contradict each other. */
  z.object({
    verb: z.literal('propose'),
    session: name.optional(),
    title: said,
    hazards: z.array(name).max(10).readonly().default([]),
    conflict: z.number().min(0).max(1).default(0),
  }),
  z.object({
    verb: z.literal('vote'),
    session: name,
    decision: name,
    choice: z.enum(['yes', 'no']),
    rationale: sentence.default(''),
    alternative: sentence.default(''),
  }),
  /** A session says what has come out of its work. */
  z.object({ verb: z.literal('claimResult'), session: name, task: name.nullable().default(null), text: said }),
  /** A session says how two results stand to each other, each by its id or that of a task that is handed in or merged; `severity` is 0 to 1. */
  z.object({
    verb: z.literal('linkResult'),
    session: name,
    from: name,
    to: name,
    relation: z.enum(['supports', 'contradicts', 'depends_on', 'scoped_as']),
    severity: z.number().min(0).max(1).default(0),
    reason: sentence.default(''),
  }),
  /** Whether the holder of a claim may do something that a person may have to let through; with `wait` the answer comes when one has. */
  z.object({
    verb: z.literal('permit'),
    task: name,
    session: name,
    epoch: z.int().positive(),
    wanted: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('command'), line: said }),
      z.object({
        kind: z.literal('host'),
        host: z.string().regex(/^[\w.:[\]-]{1,260}$/),
        confined: z.literal(true).optional(),
      }),
    ]),
    wait: z.boolean().default(false),
  }),
  /** `approval` is its id, or that of the task it stands for. */
  z.object({ verb: z.literal('approve'), approval: name, reason: sentence.default('') }),
  z.object({ verb: z.literal('reject'), approval: name, reason: said }),
  /**
   * To a person, or to the session `to`; with `wait` the answer of the request is that of the question. The claim goes on. With a `claim` the question is
   * withdrawn when that ends, because whoever waits for the answer ends with it, unless it `lasts`.
   */
  z.object({
    verb: z.literal('ask'),
    session: name,
    to: name.nullable().default(null),
    text: said,
    claim: z.object({ task: name, epoch: z.int().positive(), lasts: z.literal(true).optional() }).optional(),
    wait: z.boolean().default(false),
  }),
  z.object({ verb: z.literal('answer'), session: name.optional(), question: name, text: said }),
  z.object({ verb: z.literal('message'), session: name.optional(), to: name, text: said }),
  /** What the session has not acknowledged; with `wait` the answer comes when there is something. */
  z.object({ verb: z.literal('inbox'), session: name, wait: z.boolean().default(false) }),
  /** The session has read its inbox up to this sequence: what is not acknowledged is given again. */
  z.object({ verb: z.literal('acknowledge'), session: name, upTo: z.int().positive() }),
  /** What is kept of a closed decision. */
  z.object({ verb: z.literal('memo'), decision: name }),
] as const;

/** Who said something. */
const speakerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), name: z.string() }),
  z.object({ kind: z.literal('session'), session: z.string() }),
  z.object({ kind: z.literal('swarm') }),
]);

const item = { sequence: z.int(), at: z.number(), from: speakerSchema, text: z.string() };

/** One thing in a session's inbox. */
export const inboxItemSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), ...item }),
  z.object({ kind: z.literal('question'), ...item, question: z.string() }),
  z.object({ kind: z.literal('answer'), ...item, question: z.string() }),
]);
export type InboxItemView = z.infer<typeof inboxItemSchema>;

/** What the verbs answer with. */
export interface DialogueAnswers {
  propose: { readonly decision: string };
  claimResult: { readonly result: string };
  /** `question`: by which a person was asked; null when it is not severe enough. */
  linkResult: { readonly link: string; readonly question: string | null };
  permit: { readonly verdict: 'allowed' | 'open' };
  vote: { readonly outcome: 'open' | 'accepted' | 'rejected' };
  /** `answer` is null while nobody has answered. */
  ask: { readonly question: string; readonly answer: string | null };
  inbox: { readonly items: readonly InboxItemView[] };
  memo: {
    readonly decision: string;
    readonly title: string;
    readonly outcome: 'accepted' | 'rejected';
    readonly votes: number;
    readonly approvalRate: number;
    readonly dissentStrength: number;
    readonly dissents: readonly {
      readonly session: string;
      readonly rationale: string;
      readonly alternative: string;
    }[];
    readonly traceToken: string;
  };
}
