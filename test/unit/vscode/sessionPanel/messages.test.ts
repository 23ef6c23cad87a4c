import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromSessionPanelSchema, toSessionPanelSchema } from '../../../../src/protocol/sessionPanel.ts';

const hostile: readonly unknown[] = [
  undefined,
  null,
  'ready',
  { type: 'launch' },
  { type: 'showTask' },
  { type: 'showTask', task: 5 },
  { type: 'showTask', task: 'x'.repeat(201) },
  { type: '__proto__' },
  { type: 'message', text: ' ' },
  { type: 'message', text: 'x'.repeat(2_001) },
  { type: 'need', key: 'approval:A1', action: 'quit' },
  { type: 'need', key: 'approval:A1', action: 'answer', text: '' },
  { type: 'need', key: 'x'.repeat(1_001), action: 'approve' },
  { type: 'release', task: ['S1'] },
];
for (const message of hostile)
  test(`a page cannot send ${JSON.stringify(message)?.slice(0, 60)}`, () => {
    assert.equal(fromSessionPanelSchema.safeParse(message).success, false);
  });

test('what a page sends is cut to what it may say', () => {
  const parsed = fromSessionPanelSchema.parse({ type: 'pause', command: 'workbench.action.quit' });
  assert.deepEqual(parsed, { type: 'pause' });
});

test('output of a wrong shape does not reach the page', () => {
  assert.equal(toSessionPanelSchema.safeParse({ type: 'output', chunks: [{ text: '<b>' }] }).success, false);
});
