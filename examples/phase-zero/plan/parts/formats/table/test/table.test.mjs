import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asTable } from '../src/formats/table.mjs';

test('a table has a title, a head and a line for each turn', () => {
  const text = asTable({ title: 'Pier' }, [{ kind: 'high', date: new Date('2026-01-01T04:37:05Z'), height: 4.2 }]);
  assert.equal(text, 'Pier, UTC, metres\ntime              water  height\n2026-01-01 04:37  high     4.20');
});
