import * as z from 'zod';

const path = z.string().min(1).max(1_024).describe('Relative to the root of the worktree, folders separated by /.');
const folder = z.string().max(1_024).describe('Relative to the root of the worktree; left out: all of it.').optional();
const said = z.string().min(1).max(2_000);
const needs = z.array(z.string().min(1).max(200)).max(50).describe('Capabilities, like integration:ndi.').optional();
const text = z.string().max(2_000_000);

/** The tools that agents get, with what each takes. A model's input is checked by these before anything happens. */
export const agentTools = {
  read_file: {
    about: 'Reads lines of a text file, with their numbers.',
    input: z.strictObject({
      path,
      from: z.int().min(1).max(10_000_000).describe('The first line, counted from 1.').optional(),
      lines: z.int().min(1).max(2_000).describe('How many lines, 500 when left out.').optional(),
    }),
  },
  list_files: {
    about: 'Lists the files and folders in a folder, with `deep` all below it.',
    input: z.strictObject({ path: folder, deep: z.boolean().optional() }),
  },
  search: {
    about: 'Finds lines that match a regular expression in the text files of a folder.',
    input: z.strictObject({ pattern: z.string().min(1).max(1_000), path: folder, ignore_case: z.boolean().optional() }),
  },
  edit_file: {
    about: 'Replaces the one place in a file where old_text stands exactly, white space included, by new_text.',
    input: z.strictObject({ path, old_text: text.min(1), new_text: text }),
  },
  create_file: {
    about: 'Makes a new text file, with the folders to it.',
    input: z.strictObject({ path, text }),
  },
  run_command: {
    about:
      'Runs a command in the root of the worktree and gives its exit code and output. It has no terminal and no input.',
    input: z.strictObject({
      command: z.string().min(1).max(8_000),
      timeout_seconds: z.int().min(1).max(600).describe('120 when left out.').optional(),
    }),
  },
  report_blocker: {
    about:
      'Says that you cannot go on until something happens, and ends your work on the task for now. `on`: the task or session you wait for.',
    input: z.strictObject({ reason: said, needs, on: z.string().min(1).max(200).optional() }),
  },
  request_help: {
    about: 'Asks other sessions for help with your task while you go on with it.',
    input: z.strictObject({ reason: said, needs }),
  },
  offer_help: {
    about: 'Offers help with a blocker of another session.',
    input: z.strictObject({ blocker: z.string().min(1).max(200), note: said.optional() }),
  },
  message_session: {
    about: 'Tells another session something that it has to know. Keep it short, and seldom.',
    input: z.strictObject({ session: z.string().min(1).max(200), text: said }),
  },
  answer_question: {
    about: 'Answers a question that another session has put to you; the question has an id.',
    input: z.strictObject({ question: z.string().min(1).max(200), text: said }),
  },
  ask_person: {
    about:
      'Asks the person who runs the swarm a question and waits for the answer. Only for what nobody else can decide.',
    input: z.strictObject({ question: said }),
  },
  complete: {
    about:
      'Says that the task is finished. Your changes are then committed and verified in a clean checkout by others. Name the commands that you ran to make sure.',
    input: z.strictObject({ summary: said }),
  },
} as const;

export type AgentToolName = keyof typeof agentTools;
export type AgentToolInput<Name extends AgentToolName> = z.infer<(typeof agentTools)[Name]['input']>;

/** A call whose input is what its tool takes; or why it is not, in one sentence for the model. */
export type ReadCall =
  | {
      readonly ok: true;
      readonly call: {
        [Name in AgentToolName]: { readonly name: Name; readonly input: AgentToolInput<Name> };
      }[AgentToolName];
    }
  | { readonly ok: false; readonly reason: string };

/** Checks a call that a model made. */
export function readToolCall(name: string, input: unknown): ReadCall {
  if (!Object.hasOwn(agentTools, name)) return { ok: false, reason: `there is no tool ${name.slice(0, 100)}` };
  const known = name as AgentToolName;
  const parsed = agentTools[known].input.safeParse(input);
  if (parsed.success)
    return { ok: true, call: { name: known, input: parsed.data } as Extract<ReadCall, { ok: true }>['call'] };
  const [issue] = parsed.error.issues;
  return {
    ok: false,
    reason: `${known}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'wrong input'}`.slice(0, 500),
  };
}

/** The input of a tool as JSON Schema, for whoever describes it to a model. */
export function inputSchemaOf(name: AgentToolName): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(agentTools[name].input);
  return schema;
}
