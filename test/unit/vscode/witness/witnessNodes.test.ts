import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  witnessChildren,
  witnessRows,
  type WitnessNode,
  type WitnessRows,
} from '../../../../src/vscode/witness/witnessNodes.ts';
import { aWitnessPage } from '../../../support/memoryWitness.ts';

/** A row in a word, with what lies below it in brackets. */
function sketch(node: WitnessNode): string {
  const below = witnessChildren(node).map(sketch).join(' ');
  return below === '' ? nameOf(node) : `${nameOf(node)}[${below}]`;
}

function nameOf(node: WitnessNode): string {
  switch (node.kind) {
    case 'fact':
      return node.fact.name;
    case 'verification':
      return node.verification.kind;
    case 'witnessTask':
      return node.task ?? '-';
    case 'entry':
      return `#${node.entry.sequence}`;
    case 'older':
      return `older:${node.left}`;
    default:
      return node.kind;
  }
}

const read = (size: number, limit?: number) => ({
  ledger: {
    kind: 'read' as const,
    page: aWitnessPage(size, limit),
    anchors: { ref: 'refs/notes/s2-witness', count: 1, size },
  },
});
const head = 'never head[hash checkpoint key anchored]';

const cases: readonly { name: string; given: Partial<WitnessRows>; rows: string }[] = [
  { name: 'nothing is shown before anything is known', given: { ledger: { kind: 'unknown' } }, rows: '' },
  { name: 'nothing is shown without a ledger', given: { ledger: { kind: 'none' } }, rows: '' },
  { name: 'an empty ledger is none', given: read(0), rows: '' },
  { name: 'what went wrong is a row', given: { ledger: { kind: 'problem', message: 'm' } }, rows: 'problem' },
  { name: 'verification, head, entries from the newest', given: read(3), rows: `${head} latest[#3 #2 #1]` },
  {
    name: 'older entries can be asked for',
    given: { ...read(9, 2), hasOlder: true },
    rows: `${head} latest[#9 #8 older:7]`,
  },
  {
    name: 'by task, what is about no task comes last',
    given: { ...read(5), grouping: 'task', hasOlder: true },
    rows: `${head} T1[#4 #2] -[#5 #3 #1] older:0`,
  },
  {
    name: 'a ledger that nothing signs, and whose anchors are not known yet',
    given: { ledger: { kind: 'read', page: { ...aWitnessPage(1), checkpoint: null }, anchors: undefined } },
    rows: 'never head[hash unsigned] latest[#1]',
  },
];

for (const { name, given, rows } of cases)
  test(name, () => {
    const all: WitnessRows = {
      ledger: { kind: 'none' },
      verification: { kind: 'never' },
      grouping: 'time',
      hasOlder: false,
      ...given,
    };
    assert.equal(witnessRows(all).map(sketch).join(' '), rows);
  });
