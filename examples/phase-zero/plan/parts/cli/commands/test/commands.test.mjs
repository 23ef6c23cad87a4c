import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands, usage } from '../src/cli/commands.mjs';

test('every command is in the help text', () => {
  for (const { name, help } of commands) assert.ok(usage().includes(name) && usage().includes(help));
});
