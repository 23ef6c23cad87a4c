import type { PlanEntry, SessionUpdate, ToolCall, ToolCallUpdate } from '@agentclientprotocol/sdk';
import { shortDiff } from '../../domain/agent/shortDiff.ts';
import { linePatch } from '../../domain/agent/linePatch.ts';
import { callPart, changePart, endPart } from '../../protocol/showParts.ts';
import { partLimits } from '../../protocol/transcriptPart.ts';
import type { Spoken } from './spoken.ts';

const diffLines = 40;
const titleLength = 300;
const maxCalls = 1_000;

/** What one turn has reported about itself so far. */
export interface TurnReport {
  /** Titles of calls by their ids: an update often names the id alone. */
  readonly calls: Map<string, string>;
  /** What the conversation has cost by the agent's own account; undefined while it says nothing. */
  cost: { readonly amount: number; readonly currency: string } | undefined;
  /** The step of its plan that it is at. */
  step: string | undefined;
}

export function createTurnReport(): TurnReport {
  return { calls: new Map(), cost: undefined, step: undefined };
}

/** Shows an update to people and notes what the turn reports. */
export function showUpdate(update: SessionUpdate, spoken: Spoken, report: TurnReport): void {
  switch (update.sessionUpdate) {
    case 'agent_message_chunk':
      if (update.content.type === 'text') spoken.piece('message', update.content.text);
      return;
    case 'agent_thought_chunk':
      if (update.content.type === 'text') spoken.piece('thought', update.content.text);
      return;
    case 'tool_call':
    case 'tool_call_update':
      showCall(update, spoken, report);
      return;
    case 'plan':
      showPlan(update.entries, spoken, report);
      return;
    case 'usage_update':
      if (update.cost && Number.isFinite(update.cost.amount) && update.cost.amount >= 0) report.cost = update.cost;
      return;
    default:
    // What else an agent may tell (its commands, modes, titles) says nothing about the work.
  }
}

function showCall(
  call: (ToolCall | ToolCallUpdate) & { sessionUpdate: string },
  spoken: Spoken,
  report: TurnReport,
): void {
  const known = report.calls.get(call.toolCallId);
  const title = oneLine(call.title ?? known ?? 'a tool');
  if (report.calls.size < maxCalls || known !== undefined) report.calls.set(call.toolCallId, title);
  const id = call.toolCallId;
  const kind = call.kind ?? 'other';
  if (call.sessionUpdate === 'tool_call') spoken.line(`→ ${kind}: ${title}`, callPart(id, kind, title));
  if (call.status === 'failed' || call.status === 'completed') {
    const ok = call.status === 'completed';
    spoken.line(`${ok ? '✓' : '✗'} ${title}`, endPart(id, { ok, result: textOf(call) }));
  }
  if (call.status === 'failed') return;
  for (const content of call.content ?? []) {
    if (content.type !== 'diff') continue;
    const [before, after] = [content.oldText ?? '', content.newText];
    const patch = linePatch(before, after, partLimits.patch);
    const text = `${oneLine(content.path)}\n${shortDiff(before, after, diffLines)}`;
    spoken.line(text, changePart({ call: id, path: content.path, ...patch }));
  }
}

/** What a call came to, as far as it is text. */
function textOf({ content }: ToolCall | ToolCallUpdate): string {
  const texts = (content ?? []).flatMap((each) =>
    each.type === 'content' && each.content.type === 'text' ? [each.content.text] : [],
  );
  return texts.join('\n').slice(0, partLimits.result * 2);
}

function showPlan(entries: readonly PlanEntry[], spoken: Spoken, report: TurnReport): void {
  const marks = { pending: ' ', in_progress: '>', completed: 'x' } as const;
  for (const entry of entries.slice(0, diffLines)) spoken.line(`[${marks[entry.status]}] ${oneLine(entry.content)}`);
  const at = entries.findIndex(({ status }) => status === 'in_progress');
  const step = entries[at];
  if (step) report.step = `step ${at + 1} of ${entries.length}: ${oneLine(step.content)}`;
}

/** A text of an agent as a part of one line. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, titleLength * 4)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return (line.length > titleLength ? `${line.slice(0, titleLength - 1)}…` : line).toWellFormed();
}
