import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AgentNames } from '../../../webview/session/agentNames.ts';

test('one agent needs no marks, a second one does; each keeps its colour', () => {
  const names = new AgentNames();
  assert.equal(names.colourOf('haiku-1'), 'agent-0');
  assert.equal(names.colourOf('haiku-1'), 'agent-0');
  assert.equal(names.areMany, false);
  assert.equal(names.colourOf('sonnet-1'), 'agent-1');
  assert.equal(names.areMany, true);
  for (const at of [3, 4, 5, 6]) names.colourOf(`haiku-${at}`);
  assert.equal(names.colourOf('haiku-7'), 'agent-0', 'there are six colours');
  names.clear();
  assert.equal(names.colourOf('sonnet-1'), 'agent-0');
});

test('a task is told when an agent begins it, however the agents take turns', () => {
  const names = new AgentNames();
  const begun = [
    ['a', 'T1'],
    ['b', 'T2'],
    ['a', 'T1'],
    ['b', 'T2'],
    ['a', 'T3'],
    [undefined, 'T4'],
    [undefined, 'T4'],
  ] as const;
  assert.deepEqual(
    begun.map(([agent, task]) => names.begins(agent, task)),
    [true, true, false, false, true, true, false],
  );
});
