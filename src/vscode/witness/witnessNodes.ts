import type { WitnessEntryView } from '../../protocol/witnessView.ts';
import type { Verification, WitnessGrouping, WitnessLedger } from './witnessModel.ts';

type ReadLedger = Extract<WitnessLedger, { kind: 'read' }>;

/** One row of the witness view. */
export type WitnessNode =
  | { readonly kind: 'head'; readonly ledger: ReadLedger; readonly children: readonly WitnessNode[] }
  | { readonly kind: 'fact'; readonly fact: WitnessFact }
  | { readonly kind: 'verification'; readonly verification: Verification; readonly size: number }
  | {
      readonly kind: 'latest';
      readonly shown: number;
      readonly size: number;
      readonly children: readonly WitnessNode[];
    }
  /** Entries about one task; null for what is about the swarm or a session. */
  | { readonly kind: 'witnessTask'; readonly task: string | null; readonly children: readonly WitnessNode[] }
  | { readonly kind: 'entry'; readonly entry: WitnessEntryView }
  | { readonly kind: 'older'; readonly left: number }
  | { readonly kind: 'problem'; readonly message: string };

/** Something that is known of the head of the ledger. */
export type WitnessFact =
  | { readonly name: 'hash'; readonly hash: string }
  | { readonly name: 'checkpoint'; readonly size: number; readonly when: string }
  | { readonly name: 'unsigned' }
  | { readonly name: 'key'; readonly signers: readonly string[] }
  | { readonly name: 'anchored'; readonly ref: string; readonly count: number; readonly size: number }
  | { readonly name: 'not-anchored' };

export interface WitnessRows {
  readonly ledger: WitnessLedger;
  readonly verification: Verification;
  readonly grouping: WitnessGrouping;
  readonly hasOlder: boolean;
}

/** The rows of the view; none before anything is known, and when there is no ledger, so that the view says what to do. */
export function witnessRows({ ledger, verification, grouping, hasOlder }: WitnessRows): readonly WitnessNode[] {
  if (ledger.kind === 'problem') return [{ kind: 'problem', message: ledger.message }];
  if (ledger.kind !== 'read' || ledger.page.size === 0) return [];
  const { entries, size } = ledger.page;
  const older: readonly WitnessNode[] = hasOlder ? [{ kind: 'older', left: size - entries.length }] : [];
  const head: readonly WitnessNode[] = [
    { kind: 'verification', verification, size },
    { kind: 'head', ledger, children: factsOf(ledger).map((fact) => ({ kind: 'fact', fact })) },
  ];
  if (grouping === 'task') return [...head, ...byTask(entries), ...older];
  const rows = entries.map((entry): WitnessNode => ({ kind: 'entry', entry }));
  return [...head, { kind: 'latest', shown: entries.length, size, children: [...rows, ...older] }];
}

/** Rows below `node`, in order. */
export function witnessChildren(node: WitnessNode): readonly WitnessNode[] {
  return 'children' in node ? node.children : [];
}

function factsOf({ page, anchors }: ReadLedger): readonly WitnessFact[] {
  const { checkpoint, entries } = page;
  const hash = entries[0]?.hash ?? '';
  const signed: readonly WitnessFact[] = checkpoint
    ? [
        { name: 'checkpoint', size: checkpoint.size, when: checkpoint.when },
        { name: 'key', signers: checkpoint.signers },
      ]
    : [{ name: 'unsigned' }];
  const kept: readonly WitnessFact[] =
    anchors === undefined ? [] : [anchors.count > 0 ? { name: 'anchored', ...anchors } : { name: 'not-anchored' }];
  return [{ name: 'hash', hash }, ...signed, ...kept];
}

/** The task with the newest entry first; what is about no task comes last. */
function byTask(entries: readonly WitnessEntryView[]): readonly WitnessNode[] {
  const groups = Map.groupBy(entries, ({ task }) => task);
  const named = [...groups.keys()].filter((task) => task !== null);
  const order = groups.has(null) ? [...named, null] : named;
  return order.map((task) => ({
    kind: 'witnessTask',
    task,
    children: (groups.get(task) ?? []).map((entry) => ({ kind: 'entry', entry })),
  }));
}
