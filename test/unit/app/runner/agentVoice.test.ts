import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAgentVoice } from '../../../../src/app/runner/agentVoice.ts';
import { silentLog } from '../../../../src/base/log.ts';
import type { CoordinatorClient } from '../../../../src/protocol/coordinatorClient.ts';
import type { ClaimedTask } from '../../../../src/protocol/verbs.ts';

const claimed = (task: string): ClaimedTask => ({
  task,
  epoch: 1,
  attempt: 1,
  witness: '',
  title: task,
  brief: '',
  phase: null,
  model: null,
  files: [],
  run: null,
  verify: [],
  unblockNeeds: [],
  helps: null,
  base: null,
  limits: { files: 1, fileBytes: 1 },
  blocking: [],
});

test('what two tasks of one epoch have cost is booked for both, and what is said twice of one is not', async () => {
  const keys: (string | undefined)[] = [];
  const client = {
    closed: new AbortController().signal,
    request: (_request: unknown, key?: string) => {
      keys.push(key);
      return Promise.resolve({ ok: true, value: {} });
    },
  } as unknown as CoordinatorClient;
  const voice = createAgentVoice({ client, session: 'one', log: silentLog, nonce: 'n' });
  for (const task of ['T1', 'T2', 'T2']) await voice.spend(claimed(task), 0.5);
  assert.equal(new Set(keys).size, 2);
});
