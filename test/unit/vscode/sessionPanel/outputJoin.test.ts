import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputChunk } from '../../../../src/protocol/swarmSnapshot.ts';
import { notInTranscript } from '../../../../src/vscode/sessionPanel/outputJoin.ts';

const chunks = (letters: string): OutputChunk[] =>
  Array.from(letters, (text) => ({ session: 's', task: 't', epoch: 1, stream: 'stdout', text, at: 1 }));

const cases: readonly [transcript: string, live: string, rest: string][] = [
  ['', '', ''],
  ['', 'abc', 'abc'],
  ['abc', '', ''],
  ['abc', 'd', 'd'],
  ['abc', 'bcd', 'd'],
  ['abc', 'abc', ''],
  ['abcd', 'cd', ''],
  ['aa', 'aaa', 'a'],
  ['abc', 'x', 'x'],
];

for (const [transcript, live, rest] of cases)
  test(`after "${transcript}" of "${live}" there remains "${rest}"`, () => {
    const left = notInTranscript(chunks(transcript), chunks(live));
    assert.equal(left.map(({ text }) => text).join(''), rest);
  });
