import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from '../src/cli/options.mjs';

test('a command with its station and days', () => {
  const read = readOptions(['table', 'northquay', '--from', '2026-05-01', '--days', '3']);
  assert.deepEqual(read, { command: 'table', station: 'northquay', start: new Date('2026-05-01T00:00:00Z'), days: 3 });
});

test('nothing asks for help', () => assert.deepEqual(readOptions([]), { command: 'help' }));

for (const args of [['table', 'x', '--days', '99'], ['table', 'x', '--from', 'soon'], ['table', '--colour', 'red']]) {
  test(`${args.join(' ')} is refused`, () => assert.equal(typeof readOptions(args).problem, 'string'));
}
