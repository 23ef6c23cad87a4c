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
  watchdog: { stallMs: 1, timeoutMs: 1 },
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

test('what two tasks of one epoch are refused with is told for both', async () => {
  const keys: (string | undefined)[] = [];
  const client = {
    closed: new AbortController().signal,
    request: (_request: unknown, key?: string) => {
      keys.push(key);
      return Promise.resolve({ ok: true, value: {} });
    },
  } as unknown as CoordinatorClient;
  const voice = createAgentVoice({ client, session: 'one', log: silentLog, nonce: 'n' });
  for (const task of ['T1', 'T2', 'T2']) await voice.refused(claimed(task), { kind: 'quota', until: null });
  assert.equal(new Set(keys).size, 2);
});

test('two agents of a session hear the same words, an answer that was given to one is heard by none', async () => {
  const inbox = [
    { kind: 'message', sequence: 1, at: 0, from: { kind: 'swarm' }, text: 'hello' },
    { kind: 'answer', sequence: 2, at: 0, question: 'Q1', from: { kind: 'swarm' }, text: 'yes' },
  ];
  const said: string[] = [];
  const client = {
    closed: new AbortController().signal,
    request: (request: { readonly verb: string }) => {
      said.push(request.verb);
      const value = request.verb === 'ask' ? { question: 'Q1', answer: 'yes' } : { items: inbox };
      return Promise.resolve({ ok: true, value });
    },
  } as unknown as CoordinatorClient;
  const voice = createAgentVoice({ client, session: 'one', log: silentLog, nonce: 'n' });
  const [one, two] = [voice.openEar(claimed('T1')), voice.openEar(claimed('T2'))];
  assert.equal(await voice.ask(claimed('T1'), 'may I?', new AbortController().signal), 'yes');
  const heard = await one.hear();
  assert.deepEqual(heard.texts, ['The swarm says: hello']);
  await heard.keep();
  assert.ok(!said.includes('acknowledge'), 'the other one has not heard it');
  await (await two.hear()).keep();
  assert.ok(said.includes('acknowledge'));
});
