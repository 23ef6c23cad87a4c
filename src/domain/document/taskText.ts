import { clip, plain, trimmed, unmarked } from './inlineText.ts';
import type { Written } from './model.ts';
import { lineRange, type Located } from './range.ts';
import { readTaskSign, type TaskWord } from './taskWord.ts';

/** Tiers that a plan may name without any swarm.yaml. */
export const usualTiers: readonly string[] = ['haiku', 'sonnet', 'opus'];

const idPattern = String.raw`(?:S[\w-]{1,20}\.P\d{1,4}\.T\d{1,4}|[A-Z]{1,8}-?\d{1,5}(?:\.\d{1,5}){1,4}|[A-Z]\.\d{1,5}|[A-Z]{2,10}-\d{1,5})`;
const idStart = new RegExp(`^(${idPattern})\\s{0,3}(?::|-|–|—)\\s{0,3}(.+)$`, 'u');
const idAnywhere = new RegExp(`(?<![\\w.-])${idPattern}(?![\\w-])`, 'gu');
const notIds = /^(?:PHASES?|SESSION|AGENT|STEP|RULE|TEAM|STREAM|HAIKU|SONNET|OPUS)-?\d/;

/** What the words of a heading, row or item say about a task. */
export interface TaskTitle {
  readonly id?: Written;
  readonly number?: number;
  readonly title: Written;
  readonly model?: Written;
  readonly status?: Located<TaskWord>;
}

/** Reads `Task 3: Title (Model) ⏳` or `P0.5.1: Title`; undefined when the text names no task. */
export function readTaskTitle(text: Located<string>): TaskTitle | undefined {
  const bare = unbold(text);
  const short = clip(bare.value);
  const numbered = /^task\s{1,4}(\d{1,5})(?:\.(\d{1,5}))?\s{0,3}(?::|-|–|—|\.)\s{0,3}(.*)$/iu.exec(short);
  if (numbered) return { number: Number(numbered[2] ?? numbered[1]), ...readRest(bare, numbered[3] ?? '', true) };
  const named = idStart.exec(short);
  if (!named?.[1] || notIds.test(named[1])) return undefined;
  const { line, character } = bare.range.start;
  const id = { value: named[1], range: lineRange(line, character, character + named[1].length) };
  return { id, ...readRest(bare, named[2] ?? '', false) };
}

/** Ids of tasks that a text mentions, in order. */
export function findTaskIds(text: Located<string>): readonly Written[] {
  const { line, character } = text.range.start;
  return [...clip(text.value).matchAll(idAnywhere)]
    .filter((found) => !notIds.test(found[0]))
    .map((found) => ({
      value: found[0],
      range: lineRange(line, character + found.index, character + found.index + found[0].length),
    }));
}

/** The tier in a cell such as `Sonnet`, `Haiku (routing)` or `10 Haiku`; the whole cell when it holds none of the usual ones. */
export function readModelCell(cell: Located<string>): Written | undefined {
  if (isNothing(cell.value)) return undefined;
  return findTier(cell) ?? unmarked(cell);
}

/** A usual tier that a text mentions. */
export function findTier(text: Located<string>): Written | undefined {
  const found = /\b(?:haiku|sonnet|opus)\b/i.exec(clip(text.value));
  if (!found) return undefined;
  const { line, character } = text.range.start;
  const from = character + found.index;
  return { value: found[0], range: lineRange(line, from, from + found[0].length) };
}

/** Whether a cell or value says that there is nothing. */
export function isNothing(text: string): boolean {
  return /^(?:none\b.{0,80}|n\/a|null|no|tbd|[-–—.?]*)$/iu.test(text.trim());
}

function unbold(text: Located<string>): Located<string> {
  if (!text.value.startsWith('**')) return text;
  const { line, character } = text.range.start;
  return { value: text.value.slice(2), range: lineRange(line, character + 2, text.range.end.character) };
}

function readRest(whole: Located<string>, rest: string, anyModel: boolean): Omit<TaskTitle, 'id' | 'number'> {
  const { line, character } = whole.range.start;
  const from = character + clip(whole.value).length - rest.length;
  const model = trailingModel(rest, line, from, anyModel);
  const state = readTaskSign(rest);
  const end = model ? model.opens : rest.length;
  const title = trimmed(line, rest, 0, end);
  const value = plain(title.value.replaceAll(/[⏳🔵🟡🟢🔴✅❌🔄🚀🔧⚡🏆]|\*\*\[.*$/gu, '')).trim();
  return {
    title: { value, range: lineRange(line, from, from + title.value.length) },
    ...(model ? { model: model.written } : {}),
    ...(state ? { status: { value: state, range: whole.range } } : {}),
  };
}

/** `(Sonnet)` at the end; signs, bold and square brackets may follow it. A word that is no usual tier counts only if `anyModel`. */
function trailingModel(
  rest: string,
  line: number,
  from: number,
  anyModel: boolean,
): { written: Written; opens: number } | undefined {
  const close = rest.lastIndexOf(')');
  const open = close < 0 ? -1 : rest.lastIndexOf('(', close);
  if (open < 0) return undefined;
  const tail = rest.slice(close + 1);
  if (/[\p{L}\p{N}]/u.test(tail.replace(/\*\*\[[^\]]{0,200}\]\*\*/u, ''))) return undefined;
  const inner = trimmed(line, rest, open + 1, close);
  const at = from + inner.range.start.character;
  const whole = { value: inner.value, range: lineRange(line, at, at + inner.value.length) };
  const tier = findTier(whole);
  if (tier) return { written: tier, opens: open };
  return anyModel && /^[\w.-]{1,60}$/.test(inner.value) ? { written: whole, opens: open } : undefined;
}
