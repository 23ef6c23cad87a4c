import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../../..');

interface Row {
  readonly row: string;
  readonly file: string;
  readonly name: string;
}

/** The rows of the catalogue; what is no row of three cells with a test in the last one is taken as one without a test. */
function rowsOf(text: string): readonly Row[] {
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) => {
    const [, row = '', , found = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [, file = '', name = ''] = /^`([^`]+)` › (.+)$/.exec(found) ?? [];
    return { row, file, name };
  });
}

/** What is wrong with the test that a row names; undefined when it is there. */
function complaint({ row, file, name }: Row): string | undefined {
  if (file === '' || name === '') return `${row} names no test`;
  if (!existsSync(join(root, file))) return `${row}: there is no ${file}`;
  const text = readFileSync(join(root, file), 'utf8');
  const begins = ["'", '`', '"'].some((quote) => text.includes(`test(${quote}${name}`));
  return begins ? undefined : `${row}: no test of ${file} begins with "${name}"`;
}

test('every row of the failure catalogue names a test that is there', () => {
  const rows = rowsOf(readFileSync(join(root, 'docs/failures.md'), 'utf8'));
  assert.ok(rows.length >= 31, `${rows.length} rows`);
  assert.deepEqual(
    rows.map(complaint).filter((found) => found !== undefined),
    [],
  );
});

test('a row without a test, or with one that is not there, is found', () => {
  const file = 'test/unit/scripts/failureCatalogue.test.ts';
  const table = `| row | containment | test |\n|---|---|---|\n| a | b |  |\n| c | d | \`${file}\` › nothing of that name |\n| e | f | \`test/none.ts\` › x |`;
  assert.deepEqual(rowsOf(table).map(complaint), [
    'a names no test',
    `c: no test of ${file} begins with "nothing of that name"`,
    'e: there is no test/none.ts',
  ]);
});
