import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SwarmSnapshot } from '../../../../src/protocol/swarmSnapshot.ts';
import { boardRows, childrenOf, type BoardNode, type Grouping } from '../../../../src/vscode/views/boardNodes.ts';
import { aSessionView, aSnapshot, aTaskView } from '../../../support/snapshots.ts';

/** A row in a word, with what lies below it in brackets. */
function sketch(node: BoardNode): string {
  const below = childrenOf(node).map(sketch).join(' ');
  return below === '' ? nameOf(node) : `${nameOf(node)}[${below}]`;
}

function nameOf(node: BoardNode): string {
  switch (node.kind) {
    case 'task':
      return node.task.id;
    case 'notice':
      return `!${node.subject}`;
    case 'group':
      return node.group;
    case 'session':
      return node.session.id;
    case 'unowned':
      return 'unowned';
    case 'phase':
      return `phase ${node.phase ?? '-'}`;
  }
}

const attention = (own: Partial<SwarmSnapshot>) => ({ grouping: 'attention' as const, snapshot: aSnapshot(own) });
const session = (own: Partial<SwarmSnapshot>) => ({ grouping: 'session' as const, snapshot: aSnapshot(own) });
const need = (subject: string) => ({ subject, reason: 'Reason.', action: 'Action.' });

const cases: readonly { name: string; given: { grouping: Grouping; snapshot: SwarmSnapshot }; rows: string }[] = [
  { name: 'an empty swarm has no rows', given: attention({}), rows: '' },
  {
    name: 'every status has its group, in the order of attention',
    given: attention({
      tasks: [
        aTaskView('a', { status: 'completed' }),
        aTaskView('b', { status: 'pending' }),
        aTaskView('c', { status: 'ready' }),
        aTaskView('d', { status: 'verifying' }),
        aTaskView('e', { status: 'claimed' }),
        aTaskView('f', { status: 'claimed', blocked: true }),
        aTaskView('g', { status: 'failed' }),
        aTaskView('h', { status: 'awaiting-approval' }),
        aTaskView('i', { status: 'cancelled' }),
      ],
    }),
    rows: 'needs-you[g h] blocked[f] working[e] verifying[d] ready[c] waiting[b] done[a i]',
  },
  {
    name: 'what only a person can move on comes first, whatever its status',
    given: attention({ tasks: [aTaskView('a', { status: 'pending' })], needsYou: [need('a'), need('session-9')] }),
    rows: 'needs-you[!session-9 a]',
  },
  {
    name: 'a completed task needs nobody any more',
    given: attention({ tasks: [aTaskView('a', { status: 'completed' })], needsYou: [need('a')] }),
    rows: 'done[a]',
  },
  {
    name: 'one that is merged with an earlier version of something does, and nobody waits for spare-time work',
    given: attention({
      tasks: [
        aTaskView('a', { status: 'completed', outdated: ['x'] }),
        aTaskView('b', { status: 'ready', idle: 'own' }),
        aTaskView('c', { status: 'failed', idle: 'filler' }),
      ],
      needsYou: [need('a')],
    }),
    rows: 'needs-you[a] waiting[b c]',
  },
  {
    name: 'sessions hold their phases, lowest first, and unowned tasks come last',
    given: session({
      sessions: [aSessionView('s1'), aSessionView('s2')],
      tasks: [
        aTaskView('b', { session: 's1', phase: 10 }),
        aTaskView('a', { session: 's1', phase: 2 }),
        aTaskView('n', { session: 's1' }),
        aTaskView('u'),
      ],
    }),
    rows: 's1[phase 2[a] phase 10[b] phase -[n]] s2 unowned[phase -[u]]',
  },
];

for (const { name, given, rows } of cases)
  test(name, () => {
    assert.equal(boardRows(given.snapshot, given.grouping).map(sketch).join(' '), rows);
  });

test('a board of 10,000 tasks keeps every one of them', () => {
  const tasks = Array.from({ length: 10_000 }, (_, index) =>
    aTaskView(`t${index}`, { session: 's1', phase: index % 7 }),
  );
  const rows = boardRows(aSnapshot({ sessions: [aSessionView('s1')], tasks }), 'session');
  const count = (nodes: readonly BoardNode[]): number =>
    nodes.reduce((sum, node) => sum + (node.kind === 'task' ? 1 : count(childrenOf(node))), 0);
  assert.equal(count(rows), 10_000);
});
