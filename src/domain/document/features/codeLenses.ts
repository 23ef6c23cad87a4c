import type { SwarmDocument } from '../model.ts';
import { documentStart, type Range } from '../range.ts';
import type { LanguageWorld, TaskStanding } from './languageWorld.ts';

/** What a person may do at a line of a phase file; ids are those of tasks that the ledger knows. */
export type LensAction =
  | { readonly kind: 'launch'; readonly phase: number }
  | { readonly kind: 'claim'; readonly task: string }
  | { readonly kind: 'why'; readonly task: string }
  | { readonly kind: 'progress'; readonly completed: number; readonly total: number }
  | { readonly kind: 'standing'; readonly status: string; readonly owner: string | null };

export interface Lens {
  readonly range: Range;
  readonly action: LensAction;
}

/** The lenses of a phase file of a swarm: to launch it while nothing runs, else how its tasks stand and what can be done about them. */
export function codeLenses({ world, live }: LanguageWorld, document: SwarmDocument): readonly Lens[] {
  if (document.kind !== 'phase' || !world.swarm || !world.documents.includes(document)) return [];
  const range = document.heading?.range ?? documentStart;
  if (!live) {
    const phase = document.name.phases?.from ?? document.heading?.phases?.value.from ?? document.tasks[0]?.phase?.value;
    return phase === undefined || document.tasks.length === 0 ? [] : [{ range, action: { kind: 'launch', phase } }];
  }
  const known = document.tasks.flatMap(({ id, range }) => {
    const standing = live.get(id.value.toLowerCase());
    return standing ? [{ id: id.value, range, standing }] : [];
  });
  if (known.length === 0) return [];
  const completed = known.filter(({ standing }) => standing.status === 'completed').length;
  return [
    { range, action: { kind: 'progress', completed, total: known.length } },
    ...known.flatMap((task) => taskLenses(task.id, task.standing).map((action) => ({ range: task.range, action }))),
  ];
}

function taskLenses(task: string, { status, owner, why }: TaskStanding): readonly LensAction[] {
  return [
    { kind: 'standing', status, owner },
    ...(status === 'ready' ? [{ kind: 'claim', task } as const] : []),
    ...(why ? [{ kind: 'why', task } as const] : []),
  ];
}
