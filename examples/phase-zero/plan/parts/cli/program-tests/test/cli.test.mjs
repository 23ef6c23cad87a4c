import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../bin/tidebook.mjs', import.meta.url));
const run = (...args) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

for (const [args, code, pattern] of [
  [['stations'], 0, /northquay/],
  [['table', 'northquay', '--days', '1'], 0, /high/],
  [['curve', 'saltmarsh'], 0, /<svg/],
  [['calendar', 'gull-point'], 0, /BEGIN:VEVENT/],
  [['--help'], 0, /Usage/],
  [['table', 'atlantis'], 1, /no station atlantis/],
  [['dance'], 2, /no command dance/],
  [['table', 'northquay', '--days', 'x'], 2, /--days/],
]) {
  test(`tidebook ${args.join(' ')} ends with ${code}`, () => {
    const { status, stdout, stderr } = run(...args);
    assert.equal(status, code, stderr);
    assert.match(stdout + stderr, pattern);
  });
}
