import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { test } from 'node:test';
import { programsBelow } from '../../../../src/adapters/sandbox/programsBelow.ts';

test('of the home folder, only programs are readable, and what lies beside those of a tool', () => {
  const path = [
    '/usr/bin',
    '/home/u/.nvm/v24/bin',
    '/home/u/bin',
    '/home/u/.local/bin',
    '/home/u',
    '/home/u/',
    '/home/u/x/..',
    'relative/bin',
    '/home/user2/bin',
    '',
    '/home/u/.cargo/bin',
  ];
  assert.deepEqual(programsBelow('/home/u', path.join(delimiter)), [
    '/home/u/.nvm/v24',
    '/home/u/bin',
    '/home/u/.local/bin',
    '/home/u/.cargo',
  ]);
});
