import * as z from 'zod';

/** Most characters of each text of a part; whoever makes one cuts to them, so that a part fits into one request. */
export const partLimits = {
  call: 200,
  tool: 60,
  about: 300,
  path: 1_000,
  patch: 12_000,
  result: 6_000,
  from: 200,
} as const;

/** Names a call within its claim. */
const call = z.string().min(1).max(partLimits.call);
const count = z.int().nonnegative();

/**
 * What a piece of a transcript is besides its text, which says the same to whoever knows no parts. Without a part it is what something printed, or a
 * note. All of it is text of others.
 */
export const transcriptPartSchema = z.discriminatedUnion('kind', [
  /** The text is what the agent says, or thinks; it goes on in the next piece of the kind. */
  z.object({ kind: z.literal('said') }),
  z.object({ kind: z.literal('thought') }),
  /** A tool call or a command begins; `about` is its arguments in a line. */
  z.object({
    kind: z.literal('call'),
    call,
    tool: z.string().max(partLimits.tool),
    about: z.string().max(partLimits.about),
  }),
  /** The text is what it prints. */
  z.object({ kind: z.literal('printed'), call }),
  /** What it changed in a file, as lines that begin with `@@`, `-`, `+` or a space. */
  z.object({
    kind: z.literal('diff'),
    call: call.nullable(),
    path: z.string().max(partLimits.path),
    patch: z.string().max(partLimits.patch),
    added: count,
    removed: count,
  }),
  /** How it ended; `code` is a command's exit code, `result` what the agent was answered with as far as that was not printed. */
  z.object({
    kind: z.literal('ended'),
    call,
    ok: z.boolean(),
    ms: z.number().nonnegative().nullable(),
    code: z.int().nullable(),
    result: z.string().max(partLimits.result),
  }),
  /** The text is what somebody else told the agent, and it has now. */
  z.object({ kind: z.literal('heard'), from: z.string().max(partLimits.from), person: z.boolean() }),
]);
export type TranscriptPart = z.infer<typeof transcriptPartSchema>;

/** Takes what an agent does into its session's transcript: what it prints, or a note with what that stands for. */
export type WritePart = (stream: 'stdout' | 'stderr' | 'note', text: string, part?: TranscriptPart) => void;
