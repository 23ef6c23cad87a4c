import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { withoutSecrets } from '../../../../src/adapters/sandbox/withoutSecrets.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

test('of a tool’s own folder in the home folder, what programs need is readable and what it keeps beside them is not', () => {
  const home = tempFolder();
  for (const folder of ['.cargo/bin', '.cargo/lib', '.venv/bin', '.config/tool/bin', 'sdk/bin'])
    mkdirSync(join(home, folder), { recursive: true });
  for (const file of ['.cargo/credentials.toml', '.cargo/config.toml', '.venv/pyvenv.cfg', '.config/tool/auth.json'])
    writeFileSync(join(home, file), '');
  const below = (folder: string): readonly string[] =>
    withoutSecrets(home, join(home, folder)).map((path) => path.slice(home.length + 1));
  assert.deepEqual(below('.cargo').toSorted(), ['.cargo/bin', '.cargo/lib']);
  assert.deepEqual(below('.venv').toSorted(), ['.venv/bin', '.venv/pyvenv.cfg']);
  assert.deepEqual(below('.config/tool'), ['.config/tool/bin']);
  assert.deepEqual(below('sdk'), ['sdk']);
  assert.deepEqual(below('.nvm/v24'), ['.nvm/v24']);
  assert.deepEqual(below('.missing'), []);
});
