import { err, ok, type Result } from '../../base/result.ts';
import type { McpTool } from '../../protocol/mcpTool.ts';
import { claimInput, claimNextInput, completeInput, mcpTools } from '../../protocol/mcpTools.ts';
import { requestSchema, type Problem } from '../../protocol/verbs.ts';
import type { OutsideDesk, ToolCall } from '../ports/outsideDesk.ts';
import { printable } from '../report/printable.ts';
import { claimWork, type ClaimParts } from './claimWork.ts';
import { completeWork } from './completeWork.ts';
import { OutsideSeat, type SeatParts } from './outsideSeat.ts';
import type { HeldWork } from './outsideWork.ts';
import { listResources, readResource, type PlanText } from './resources.ts';
import { sessionPrompt, sessionPrompts } from './sessionPrompt.ts';
import { runShownTool } from './showToolCall.ts';
import { createTurns } from './turns.ts';
import { viewStatus } from './viewStatus.ts';

export interface OutsideDeskParts extends SeatParts {
  /** The plan documents of the swarm: swarm.yaml and what it names. */
  readonly documents: () => Promise<readonly PlanText[]>;
}

type Output = Record<string, unknown>;

/** What one outside agent has of a swarm: its verbs, with the work around them that a runner does for agents of ours. */
export function createOutsideDesk(parts: OutsideDeskParts): OutsideDesk {
  const seat = new OutsideSeat(parts);
  const working = { seat, completing: new Set<string>(), alone: createTurns(), calls: 0 };
  return {
    call: (call) => callTool(call, parts, working),
    resources: async () => ok(listResources(await parts.documents())),
    read: async (uri) => readResource(uri, parts, seat),
    prompts: sessionPrompts,
    prompt: async (name) => sessionPrompt(name, parts.session, seat),
    onChange: seat.onEntry,
    close: () => seat.close(),
  };
}

interface Working {
  readonly seat: OutsideSeat;
  /** Claims whose work is being committed and verified now. */
  readonly completing: Set<string>;
  readonly alone: ClaimParts['alone'];
  /** Calls so far. */
  calls: number;
}

async function callTool(call: ToolCall, parts: OutsideDeskParts, working: Working): Promise<Result<Output, Problem>> {
  const tool = mcpTools.find(({ name }) => name === call.name);
  if (!tool) return err({ code: 'unknown', message: `There is no tool ${printable(call.name.slice(0, 100))}.` });
  const input = tool.input.safeParse(call.input);
  if (!input.success) return err(malformed(tool, input.error.issues[0]));
  return working.seat.during(() => doTool(call, { tool, input: input.data }, parts, working));
}

async function doTool(
  call: ToolCall,
  { tool, input }: { readonly tool: McpTool; readonly input: unknown },
  parts: OutsideDeskParts,
  working: Working,
): Promise<Result<Output, Problem>> {
  const connected = await (tool.effect === 'act' ? working.seat.take() : working.seat.connection());
  if (!connected.ok) return connected;
  const claiming = {
    connection: connected.value,
    clock: parts.clock,
    log: parts.log,
    alone: working.alone,
    signal: call.signal,
    report: call.report,
  };
  working.calls += 1;
  const shown = { tool: tool.name, input, session: parts.session, call: `${tool.name}-${working.calls}` };
  return runShownTool(shown, claiming, () => runTool(tool, input, { parts, claiming, working }));
}

async function runTool(
  tool: McpTool,
  input: unknown,
  {
    parts,
    claiming,
    working,
  }: { readonly parts: OutsideDeskParts; readonly claiming: ClaimParts; readonly working: Working },
): Promise<Result<Output, Problem>> {
  switch (tool.name) {
    case 'status':
      return ok(await viewStatus(claiming.connection));
    case 'claim': {
      const { task } = claimInput.parse(input);
      return claimed(await claimWork({ verb: 'claim', session: parts.session, task }, 0, claiming));
    }
    case 'claimNext': {
      const { waitSeconds } = claimNextInput.parse(input);
      const request = { verb: 'claimNext', session: parts.session, wait: false } as const;
      return claimed(await claimWork(request, waitSeconds * 1_000, claiming));
    }
    case 'complete':
      return complete(input, parts, claiming, working.completing);
    default:
      return ask(tool, input, parts.session, claiming);
  }
}

function claimed(work: Result<HeldWork | undefined, Problem>): Result<Output, Problem> {
  if (!work.ok) return work;
  if (!work.value) return ok({ outcome: 'finished' });
  const { claim, worktree, environment, note } = work.value;
  const { path, branch, base, saved } = worktree;
  const left = note === undefined ? {} : { note };
  return ok({ outcome: 'claimed', claim, worktree: { path, branch, base, saved: [...saved], environment }, ...left });
}

async function complete(
  input: unknown,
  parts: OutsideDeskParts,
  claiming: ClaimParts,
  completing: Set<string>,
): Promise<Result<Output, Problem>> {
  const { task, epoch, waitSeconds } = completeInput.parse(input);
  const name = `${task}/${epoch}`;
  if (completing.has(name))
    return err({ code: 'busy', message: `${task} is being verified now. Wait for the answer of the first call.` });
  completing.add(name);
  try {
    const at = { task, epoch, session: parts.session };
    const made = await completeWork(at, waitSeconds * 1_000, claiming);
    return made.ok ? ok({ ...made.value, task, epoch }) : made;
  } finally {
    completing.delete(name);
  }
}

/** Asks the coordinator what the tool stands for; an answer without content says that the effect is recorded. */
async function ask(
  { verb, fixed, name }: McpTool,
  input: unknown,
  session: string,
  { connection }: ClaimParts,
): Promise<Result<Output, Problem>> {
  if (verb === undefined) throw new TypeError(`nothing is known of how ${name} is done`);
  const request = requestSchema.parse({ ...fixed, ...Object(input), verb, session });
  const answer = await connection.client.request(request);
  if (!answer.ok) return answer;
  const value: Output = { ...answer.value };
  return ok(Object.keys(value).length === 0 ? { ok: true } : value);
}

function malformed(
  tool: McpTool,
  issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined,
): Problem {
  const place = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  return {
    code: 'malformed',
    message: `${tool.name} was not understood (${printable(`${place}${issue?.message ?? 'input'}`.slice(0, 300))}).`,
  };
}
