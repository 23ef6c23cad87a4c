import { join } from 'node:path';
import { readLedgerFile } from '../../../src/adapters/sqlite/readLedgerFile.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';
import type { SwarmEvent, SwarmEventType } from '../../../src/domain/task/event.ts';

type EventOf<Type extends SwarmEventType> = Extract<SwarmEvent, { type: Type }>;
export type FactOf<Type extends SwarmEventType> = Entry & { readonly event: EventOf<Type> };

/** The entries of a swarm's ledger, in order. */
export interface Facts {
  readonly all: readonly Entry[];
  of<Type extends SwarmEventType>(type: Type): readonly FactOf<Type>[];
  /** Who held the task at a moment, or did last: whoever solves a conflict is not always the session that planned it. */
  holderOf(task: string, at: number): string;
}

export function readFacts(folder: string): Facts {
  const { entries } = readLedgerFile(join(folder, '.s2', 'ledger.db'));
  return createFacts(entries.map(({ body }) => JSON.parse(body) as Entry));
}

export function createFacts(all: readonly Entry[]): Facts {
  const of = <Type extends SwarmEventType>(type: Type): readonly FactOf<Type>[] =>
    all.filter((entry): entry is FactOf<Type> => entry.event.type === type);
  const claims = of('task.claimed');
  return {
    all,
    of,
    holderOf: (task, at) =>
      claims.findLast((claim) => claim.event.task === task && claim.at <= at)?.event.session ?? 'nobody',
  };
}
