import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSwarmDocument, isSwarmFile, rootOf } from '../../../../src/vscode/documents/documentRoots.ts';

const roots: readonly [string, readonly string[], readonly string[], string][] = [
  ['/w/phases/a.md', ['/w'], ['/w'], '/w'],
  ['/w/examples/one/phases/a.md', ['/w', '/w/examples/one'], ['/w'], '/w/examples/one'],
  ['/w/examples/other/a.md', ['/w/examples/one'], ['/w'], '/w'],
  ['/w2/a.md', ['/w'], ['/w', '/w2'], '/w2'],
  ['/elsewhere/deep/a.md', ['/w'], ['/w'], '/elsewhere/deep'],
  ['/a.md', [], [''], ''],
];
for (const [path, swarms, folders, root] of roots)
  test(`${path} belongs to ${root}`, () => assert.equal(rootOf(path, swarms, folders), root));

const names: readonly [string, boolean][] = [
  ['/w/phases/INSTRUCTIONS-SESSION-1-PHASE-1.md', true],
  ['/w/STATUS.md', true],
  ['/w/swarm.yaml', true],
  ['/w/README.md', false],
  ['/w/docker-compose.yaml', false],
];
for (const [path, ours] of names)
  test(`${path} is ${ours ? 'a' : 'no'} document of a swarm`, () => assert.equal(isSwarmDocument(path), ours));

const files: readonly [string, boolean][] = [
  ['/w/swarm.yaml', true],
  ['swarm.yml', true],
  ['/w/my-swarm.yaml', false],
];
for (const [path, is] of files)
  test(`${path} ${is ? 'describes' : 'does not describe'} a swarm`, () => assert.equal(isSwarmFile(path), is));
