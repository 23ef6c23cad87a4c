import * as z from 'zod';
import { requestSchema, type Request } from './verbs.ts';

/** What an outside agent may call: the same definition for MCP and for the editor's language-model tools. */
export interface McpTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** `read` changes nothing. */
  readonly effect: 'read' | 'act';
  /** The verb that is asked as it is, with the session and these fields added; absent when there is more to do. */
  readonly verb?: Request['verb'];
  readonly fixed?: Readonly<Record<string, unknown>>;
}

/** Seconds that a call may wait; waiting ends early when the call is cancelled. */
export const waitSeconds = z
  .int()
  .min(0)
  .max(3_600)
  .default(0)
  .describe('How long to wait, in seconds; 0 answers at once. Progress is reported while waiting.');

/** Fields of a verb as it travels, with what they mean; which session speaks is never among them. */
export function fieldsOf(verb: Request['verb'], described: Readonly<Record<string, string>>): z.ZodType {
  const shape: Readonly<Record<string, z.ZodType>> | undefined = requestSchema.options.find(
    (option) => option.shape.verb.value === verb,
  )?.shape;
  const fields = Object.entries(described).map(([field, text]) => {
    const schema = shape?.[field];
    if (!schema) throw new TypeError(`${verb} has no ${field}`);
    return [field, schema.describe(text)] as const;
  });
  return z.strictObject(Object.fromEntries(fields));
}

/** The answer of a tool whose effect is all there is to say. */
export const done = z.object({ ok: z.literal(true) });

/** JSON Schema (draft 2020-12) of what a tool takes, as a client shows it to its model. */
export function toolInputSchema(tool: McpTool): Record<string, unknown> {
  return schemaOf(tool.input, 'input');
}

/** JSON Schema of what a tool answers with. */
export function toolOutputSchema(tool: McpTool): Record<string, unknown> {
  return schemaOf(tool.output, 'output');
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  // Output may gain fields: a client that checks it must not refuse what it does not know.
  const open = ({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void => {
    if (io === 'output') delete jsonSchema['additionalProperties'];
  };
  return { ...z.toJSONSchema(schema, { io, override: open }) };
}
