import { join } from 'node:path';
import { letterId, parseLetterId } from '../../app/consumers/deadLetters.ts';
import { formatTable } from '../../app/report/formatStatus.ts';
import type { ConsumerJournal } from '../../app/ports/consumerJournal.ts';
import { findLedger, foldFile } from '../readSwarm.ts';
import { openJournal } from '../startConsumers.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';

/** What `s2 dead-letters` is asked to do with a letter; with none, letters are listed. */
export interface LetterWish {
  readonly action: string;
  /** `<consumer>/<sequence>`; without, every letter. */
  readonly id: string | undefined;
}

/** `s2 dead-letters [retry|drop] [id]`: what consumers of the ledger could not do. */
export async function deadLetters(context: CommandContext, wish: LetterWish | undefined): Promise<number> {
  const file = await findLedger(context.folder);
  if (!file.ok) return sayProblem(file.error, context);
  const journal = openJournal(join(file.value, '..'), foldFile(file.value).name);
  try {
    return wish ? act(context, journal, wish) : list(context, journal);
  } finally {
    journal.close();
  }
}

function list(context: CommandContext, journal: ConsumerJournal): number {
  const letters = journal.letters();
  const shown = letters.map((letter) => ({ id: letterId(letter), ...letter }));
  if (context.json) sayJson({ letters: shown });
  else if (shown.length === 0) say('Nothing was parked.');
  else {
    const rows = shown.map(({ id, attempts, retry, error }) => {
      return [id, `${attempts} attempts`, retry ? 'is tried again' : 'parked', error.split('\n')[0] ?? ''];
    });
    say(formatTable(rows).join('\n'));
    say('Remove the cause, then `s2 dead-letters retry`; `s2 dead-letters drop <id>` forgets one.');
  }
  return exitCodes.ok;
}

function act(context: CommandContext, journal: ConsumerJournal, { action, id }: LetterWish): number {
  if (action !== 'retry' && action !== 'drop')
    return usage(context, `There is no \`s2 dead-letters ${action}\`. There are retry and drop.`);
  if (action === 'drop' && id === undefined)
    return usage(context, 'Say which one to drop: `s2 dead-letters` lists them.');
  const named = id === undefined ? undefined : parseLetterId(id);
  const chosen = journal
    .letters()
    .filter(
      (letter) => id === undefined || (letter.consumer === named?.consumer && letter.sequence === named.sequence),
    );
  if (id !== undefined && chosen.length === 0)
    return sayProblem(
      { code: 'unknown', message: `There is no letter ${id}. \`s2 dead-letters\` lists them.` },
      context,
    );
  for (const letter of chosen) {
    if (action === 'drop') journal.remove(letter.consumer, letter.sequence);
    else journal.park({ ...letter, retry: true });
  }
  const ids = chosen.map(letterId);
  if (context.json) sayJson({ ok: true, letters: ids });
  else if (ids.length === 0) say('Nothing was parked.');
  else if (action === 'drop') say(`${ids.join(', ')} is dropped.`);
  else say(`${ids.join(', ')}: tried again within some seconds while the swarm runs, else with the next run.`);
  return exitCodes.ok;
}

function usage(context: CommandContext, message: string): number {
  sayProblem({ code: 'usage', message }, context);
  return exitCodes.usage;
}
