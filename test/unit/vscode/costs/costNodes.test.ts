import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noMoney, type BreakerView, type MoneyView } from '../../../../src/protocol/moneyView.ts';
import type { SwarmSnapshot } from '../../../../src/protocol/swarmSnapshot.ts';
import { costChildren, costRows, placeChoices, type CostNode } from '../../../../src/vscode/costs/costNodes.ts';
import { aSessionView, aSnapshot, aTaskView } from '../../../support/snapshots.ts';

/** A row in a word, with what lies below it in brackets. */
function sketch(node: CostNode): string {
  const below = costChildren(node).map(sketch).join(' ');
  return below === '' ? nameOf(node) : `${nameOf(node)}[${below}]`;
}

function nameOf(node: CostNode): string {
  switch (node.kind) {
    case 'cost': {
      const { subject, asks, place } = node;
      const id =
        'id' in subject
          ? subject.id
          : 'session' in subject
            ? `${subject.session}/${subject.phase ?? '-'}`
            : subject.kind;
      return `${id}${place ? '' : '~'}${asks ? '?' : ''}`;
    }
    case 'way':
      return node.way;
    case 'breaker':
      return node.breaker.id;
    case 'forecast':
    case 'savings':
    case 'breakers':
      return node.kind;
  }
}

const cost = (spent: number, budget: number | null = null, standing: MoneyView['standing'] = 'within') => ({
  ...{ spent, reserved: 0, budget, standing },
});
const breaker = (id: string, state: BreakerView['state']): BreakerView => ({
  ...{ kind: 'pool', id, state, failures: 0, until: null, reason: 'quota' },
});

const money: MoneyView = {
  ...noMoney,
  ...cost(6, 10),
  ...{ forecast: 9, atSonnet: 8 },
  today: { day: '2026-10-02', ...cost(1) },
  bySession: [
    { id: 's2', ...cost(2, 3, 'halted') },
    { id: 's1', ...cost(4) },
  ],
  byTask: [
    { id: 'A', estimate: null, ...cost(1) },
    { id: 'B', estimate: 2, ...cost(4) },
    { id: 'C', estimate: 2, ...cost(0.5, 1, 'halted') },
    { id: 'D', estimate: 2, ...cost(0.5, 0.6, 'warning') },
  ],
  byModel: [
    { model: 'haiku', spent: 1, reserved: 0 },
    { model: 'opus', spent: 4, reserved: 1 },
  ],
  byPhase: [
    { session: 's1', phase: null, spent: 1, reserved: 0 },
    { session: 's1', phase: 2, spent: 1, reserved: 0 },
    { session: 's1', phase: 1, spent: 1, reserved: 0 },
    { session: 's2', phase: 1, spent: 3, reserved: 0 },
  ],
  byDay: [
    { day: '2026-10-01', ...cost(5) },
    { day: '2026-10-02', ...cost(1) },
  ],
};
const asked: SwarmSnapshot['needsYou'][number] = {
  ...{ subject: 's2', reason: 'Halted.', action: 'Raise it.' },
  answer: { kind: 'halt', id: 'session/s2' },
};
const spending = aSnapshot({
  money,
  sessions: [aSessionView('s2'), aSessionView('s1')],
  tasks: [aTaskView('A'), aTaskView('B'), aTaskView('C'), aTaskView('D'), aTaskView('E')],
  needsYou: [asked],
  breakers: [breaker('counting', 'closed'), breaker('shut', 'open')],
});

test('costs are told from the whole to the part, and what needs a look comes first', () => {
  assert.deepEqual(costRows(spending).map(sketch), [
    'swarm',
    'today',
    'forecast',
    'savings',
    'breakers[shut counting]',
    'session[s2? s1]',
    'task[C D B A]',
    'model[opus~ haiku~]',
    'phase[s2/1~ s1/1~ s1/2~ s1/-~]',
    'day[2026-10-02~ 2026-10-01~]',
  ]);
});

const quiet: readonly (readonly [name: string, own: Partial<SwarmSnapshot>, rows: readonly string[]])[] = [
  ['nothing is spent and nothing has a cap', { money: { ...noMoney, bySession: [{ id: 's', ...cost(0) }] } }, []],
  [
    'a session has a cap',
    { money: { ...noMoney, bySession: [{ id: 's', ...cost(0, 5) }] } },
    ['swarm', 'forecast', 'breakers', 'session[s]'],
  ],
  ['every task has a cap', { money: { ...noMoney, taskCap: 0 } }, ['swarm', 'forecast', 'breakers']],
  ['something is planned to cost', { money: { ...noMoney, forecast: 3 } }, ['swarm', 'forecast', 'breakers']],
  ['a breaker counts', { breakers: [breaker('s', 'closed')] }, ['swarm', 'forecast', 'breakers[s]']],
];

for (const [name, own, rows] of quiet)
  test(`the rows when ${name}`, () => assert.deepEqual(costRows(aSnapshot(own)).map(sketch), rows));

test('whose cap is to be set is asked with what is halted or nearly spent first', () => {
  const keys = placeChoices(spending).map(({ place: { scope, id } }) => (id === '' ? scope : id));
  assert.deepEqual(keys, ['s2', 'C', 'D', 'swarm', 'day', 'task', 's1', 'A', 'B', 'E']);
  const { balance } = placeChoices(aSnapshot({ ...spending, money: { ...money, taskCap: 2 } })).at(-1) ?? {};
  assert.equal(balance?.budget, 2);
});
