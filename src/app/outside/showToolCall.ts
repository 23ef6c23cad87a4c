import type { Result } from '../../base/result.ts';
import { showCall, showEnd } from '../../protocol/showParts.ts';
import type { Problem } from '../../protocol/verbs.ts';
import type { WritePart } from '../../protocol/transcriptPart.ts';
import type { ClaimParts } from './claimWork.ts';
import { openStream, type ClaimNames } from './openStream.ts';

type Output = Record<string, unknown>;

/** A call of a tool by an outside agent. */
export interface ShownToolCall {
  readonly tool: string;
  readonly input: unknown;
  readonly session: string;
  /** Tells it apart from the other calls of its agent. */
  readonly call: string;
}

/** Runs a tool and shows it in the session's transcript, under the claim that it names or gets; a call about no claim belongs to no task. */
export async function runShownTool(
  shown: ShownToolCall,
  parts: ClaimParts,
  run: () => Promise<Result<Output, Problem>>,
): Promise<Result<Output, Problem>> {
  const { call, tool, input, session } = shown;
  const from = parts.clock.monotonic();
  const begin = (write: WritePart): void => showCall(write, call, tool, argumentsOf(input));
  const named = claimIn(input, session);
  if (named) await writeUnder(named, parts, begin);
  const done = await run();
  const at = named ?? (done.ok ? claimIn(done.value['claim'], session) : undefined);
  if (at)
    await writeUnder(at, parts, (write) => {
      if (!named) begin(write);
      const ms = parts.clock.monotonic() - from;
      showEnd(write, call, { ok: done.ok, ms, result: done.ok ? '' : done.error.message });
    });
  return done;
}

async function writeUnder(at: ClaimNames, parts: ClaimParts, use: (write: WritePart) => void): Promise<void> {
  const stream = openStream(at, parts);
  use(stream.write);
  await stream.close();
}

function claimIn(value: unknown, session: string): ClaimNames | undefined {
  const { task, epoch } = Object(value) as { readonly task?: unknown; readonly epoch?: unknown };
  return typeof task === 'string' && typeof epoch === 'number' ? { task, session, epoch } : undefined;
}

/** What it was called with besides the claim, in a line. */
function argumentsOf(input: unknown): string {
  const rest = Object.entries(Object(input)).filter(([name]) => name !== 'epoch' && name !== 'session');
  return rest.map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ');
}
