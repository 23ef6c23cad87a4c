import { describeEntry } from '../../app/report/describeEntry.ts';
import type { Entry } from '../../domain/witness/entry.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from '../commands/command.ts';
import { openSource } from './source.ts';
import { entriesOfTask } from './taskEntries.ts';
import { trustFor } from './trust.ts';
import { describeFault, verifySource } from './verifySource.ts';

/** `s2 witness show [task]`: who did what, when, why and with what authority; of one task or of all. Only what verifies is shown as history. */
export async function witnessShow(
  context: CommandContext,
  choice: { readonly task?: string; readonly source?: string },
): Promise<number> {
  const opened = await openSource(context.folder, choice.source);
  if (!opened.ok) return sayProblem(opened.error, context);
  const source = opened.value;
  const trust = await trustFor(source, undefined);
  if (!trust.ok) return sayProblem(trust.error, context);
  const verdict = verifySource(source, trust.value.key, { signatures: 'head' });
  const sound = source.entries.slice(0, verdict.firstBad ? verdict.firstBad.sequence - 1 : verdict.entries);
  const entries = sound.map(({ body }) => JSON.parse(body) as Entry);
  const shown = choice.task === undefined ? entries : entriesOfTask(entries, choice.task);
  if (choice.task !== undefined && shown.length === 0 && verdict.ok) {
    return sayProblem(
      { code: 'unknown', message: `No entry speaks of ${choice.task}. \`s2 board\` lists the tasks.` },
      context,
    );
  }
  if (context.json)
    sayJson({ ok: verdict.ok, entries: shown, ...(verdict.firstBad ? { firstBad: verdict.firstBad } : {}) });
  else for (const entry of shown) sayEntry(entry);
  if (!verdict.firstBad) return exitCodes.ok;
  const { sequence, code } = verdict.firstBad;
  const message = `The ledger does not verify: entry ${sequence} ${describeFault(code)} (${code}). Nothing from there on is shown.`;
  process.stderr.write(`s2: ${message}\n`);
  return exitCodes.problem;
}

function sayEntry(entry: Entry): void {
  const { sequence, when, who, what, why, authority } = describeEntry(entry);
  say(`${String(sequence).padStart(6)}  ${when}  ${who}: ${what}`);
  say(`${' '.repeat(34)}${why}; ${authority}; trace ${entry.trace}`);
}
