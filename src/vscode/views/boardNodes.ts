import type { NeedsYouView, SessionView, SwarmSnapshot, TaskView } from '../../protocol/swarmSnapshot.ts';
import {
  attentionGroups,
  attentionOf,
  groupByAttention,
  groupByPhase,
  type Attention,
} from '../../protocol/attention.ts';
import { needLabel } from '../../protocol/needWords.ts';

export type Grouping = 'attention' | 'session';

/** One row of the task board. */
export type BoardNode =
  | { readonly kind: 'group'; readonly group: Attention; readonly children: readonly BoardNode[] }
  | { readonly kind: 'session'; readonly session: SessionView; readonly children: readonly BoardNode[] }
  | { readonly kind: 'unowned'; readonly children: readonly BoardNode[] }
  | {
      readonly kind: 'phase';
      /** The session's id; null for tasks that no session owns. */
      readonly session: string | null;
      readonly phase: number | null;
      readonly children: readonly BoardNode[];
    }
  | { readonly kind: 'task'; readonly task: TaskView; readonly attention: Attention }
  /** Something that waits for a person and is not a task. */
  | (NeedsYouView & { readonly kind: 'notice'; readonly label: string });

/** The rows of the board for one snapshot; empty groups are left out. */
export function boardRows(snapshot: SwarmSnapshot, grouping: Grouping): readonly BoardNode[] {
  return grouping === 'attention' ? rowsByAttention(snapshot) : rowsBySession(snapshot);
}

/** Rows below `node`, in order. */
export function childrenOf(node: BoardNode): readonly BoardNode[] {
  return 'children' in node ? node.children : [];
}

function rowsByAttention(snapshot: SwarmSnapshot): readonly BoardNode[] {
  const tasks = groupByAttention(snapshot);
  return attentionGroups.flatMap((group): readonly BoardNode[] => {
    const rows = (tasks.get(group) ?? []).map((task): BoardNode => ({ kind: 'task', task, attention: group }));
    const children = group === 'needs-you' ? [...notices(snapshot), ...rows] : rows;
    return children.length === 0 ? [] : [{ kind: 'group', group, children }];
  });
}

function notices(snapshot: SwarmSnapshot): readonly BoardNode[] {
  const tasks = new Set(snapshot.tasks.map(({ id }) => id));
  return snapshot.needsYou
    .filter(({ subject }) => !tasks.has(subject))
    .map((notice): BoardNode => ({ kind: 'notice', ...notice, label: needLabel(notice, snapshot) }));
}

function rowsBySession(snapshot: SwarmSnapshot): readonly BoardNode[] {
  const needsYou = new Set(snapshot.needsYou.map(({ subject }) => subject));
  const owned = Map.groupBy(snapshot.tasks, ({ session }) => session);
  const phases = (session: string | null) =>
    [...groupByPhase(owned.get(session) ?? [])].map(([phase, tasks]): BoardNode => ({
      kind: 'phase',
      session,
      phase,
      children: tasks.map((task) => ({ kind: 'task', task, attention: attentionOf(task, needsYou) })),
    }));
  const sessions = snapshot.sessions.map((session): BoardNode => ({
    kind: 'session',
    session,
    children: phases(session.id),
  }));
  return owned.has(null) ? [...sessions, { kind: 'unowned', children: phases(null) }] : sessions;
}
