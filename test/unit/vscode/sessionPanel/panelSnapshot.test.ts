import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toSessionPanelSchema } from '../../../../src/protocol/sessionPanel.ts';
import type { NeedsYouView, OutputChunk, SwarmSnapshot } from '../../../../src/protocol/swarmSnapshot.ts';
import { createPanelSnapshot, needsOfSession } from '../../../../src/vscode/sessionPanel/panelSnapshot.ts';
import { SentMessages } from '../../../../src/vscode/sessionPanel/sentMessages.ts';
import { transcriptText } from '../../../../src/vscode/sessionPanel/transcriptText.ts';

const need = (subject: string, answer?: NeedsYouView['answer'], session?: string): NeedsYouView => ({
  subject,
  reason: `${subject} waits`,
  action: 'Act.',
  ...(answer ? { answer } : {}),
  ...(session === undefined ? {} : { session }),
});
const needs = {
  approval: need('T1', { kind: 'approval', id: 'A1' }),
  other: need('T2', { kind: 'approval', id: 'A2' }),
  question: need('Q1', { kind: 'question', id: 'Q1' }, 'one'),
  otherQuestion: need('Q2', { kind: 'question', id: 'Q2' }, 'two'),
  blocker: need('B1', { kind: 'blocker', id: 'B1' }),
  halt: need('one', { kind: 'halt', id: 'session/one' }),
  plan: need('plan'),
};
const snapshot = {
  needsYou: Object.values(needs),
  tasks: [
    { id: 'T1', session: 'one' },
    { id: 'T2', session: 'two' },
  ],
  blockers: [{ id: 'B1', task: 'T1', session: 'one' }],
} as unknown as SwarmSnapshot;

test('what waits because of a session is its own, and nobody else’s', () => {
  const { approval, question, blocker, halt } = needs;
  assert.deepEqual(needsOfSession(snapshot, 'one'), [approval, question, blocker, halt]);
  assert.deepEqual(needsOfSession(snapshot, 'two'), [needs.other, needs.otherQuestion]);
  assert.equal(createPanelSnapshot({ ...snapshot, sessions: [] }, 'one'), undefined);
});

const heard = (text: string, at: number, person = true): OutputChunk => ({
  session: 'one',
  task: 'T1',
  epoch: 1,
  stream: 'note',
  text: `${text}\n`,
  part: { kind: 'heard', from: 'Ann', person },
  at,
});

test('a message waits until the agent has it, each of two alike by itself', () => {
  const sent = new SentMessages();
  for (const at of [1, 2]) sent.add('go on', at);
  assert.equal(sent.heard(heard('go on', 3, false)), false);
  assert.equal(sent.heard(heard('go away', 3)), false);
  assert.equal(sent.heard(heard('go on', 3)), true);
  assert.deepEqual(sent.waiting, [{ text: 'go on', at: 2, read: null }]);
  sent.takeBack(2);
  assert.deepEqual(sent.waiting, []);
  for (let at = 0; at < 1_000; at += 1) sent.add('again', at);
  assert.equal(sent.waiting.length, 100);
});

test('a transcript as text keeps diffs and results, and no escape', () => {
  const at = { session: 'one', task: 'T1', epoch: 2, at: 0 };
  const text = transcriptText([
    { ...at, stream: 'stdout', text: 'I think\u001b[31m red', part: { kind: 'said' } },
    { ...at, stream: 'note', text: '▸ edit a\n', part: { kind: 'call', call: '1', tool: 'edit', about: 'a' } },
    {
      ...at,
      stream: 'note',
      text: 'a: 1 added\n',
      part: { kind: 'diff', call: '1', path: 'a', patch: '@@ -1 +1 @@\n+x', added: 1, removed: 0 },
    },
  ]);
  assert.equal(text, '\n== T1 · 2 · 1970-01-01T00:00:00.000Z\nI think red\n▸ edit a\na: 1 added\n@@ -1 +1 @@\n+x\n');
});

test('a snapshot of a wrong shape does not reach the page', () => {
  assert.equal(
    toSessionPanelSchema.safeParse({ type: 'snapshot', sequence: 1, needs: [{ actions: ['quit'] }] }).success,
    false,
  );
});
