import type { Entry } from '../../domain/witness/entry.ts';
import type { WitnessEntryView, WitnessHistoryView } from '../../protocol/witnessView.ts';
import { entryView, plainLine } from './entryView.ts';
import type { WitnessSource } from './source.ts';
import { entriesOfTask } from './taskEntries.ts';

/** More than anybody reads; the newest are shown. */
const mostShown = 5_000;

/** The entries about a task among the first `sound` of a ledger, for a person: with what drives the agents of a session, and which model a task asks for. */
export function historyView(
  source: Pick<WitnessSource, 'entries'>,
  sound: number,
  task: string,
): Pick<WitnessHistoryView, 'entries' | 'leftOut'> {
  const entries = source.entries.slice(0, sound).map(({ body }) => JSON.parse(body) as Entry);
  const about = entriesOfTask(entries, task);
  const wordsOf = agentWords(entries, about);
  const shown = about.slice(-mostShown).flatMap((entry): WitnessEntryView[] => {
    const stored = source.entries[entry.sequence - 1];
    if (!stored) return [];
    const view = entryView(stored, entry.sequence);
    return [{ ...view, who: plainLine(`${view.who}${wordsOf(entry)}`) }];
  });
  return { entries: shown, leftOut: about.length - shown.length };
}

/** What an entry's session worked with when it was written: the provider it had joined with, the model that the task's plan named. */
function agentWords(entries: readonly Entry[], about: readonly Entry[]): (entry: Entry) => string {
  const joined = entries.flatMap(({ event, sequence }) =>
    event.type === 'session.joined' ? [{ sequence, session: String(event.session), provider: event.provider }] : [],
  );
  const planned = about.flatMap(({ event, sequence }) =>
    event.type === 'task.planned' ? [{ sequence, model: event.task.model }] : [],
  );
  return ({ actor, sequence }) => {
    if (actor.kind !== 'session') return '';
    const provider = joined.findLast((one) => one.sequence < sequence && one.session === actor.id)?.provider;
    const model = planned.findLast((one) => one.sequence < sequence)?.model;
    const words = [
      ...(provider === undefined ? [] : [`provider ${provider}`]),
      ...(model === undefined ? [] : [`model ${model}`]),
    ];
    return words.length === 0 ? '' : ` (${words.join(', ')})`;
  };
}
