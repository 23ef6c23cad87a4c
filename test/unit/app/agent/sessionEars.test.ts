import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSessionEars, type Ear } from '../../../../src/app/agent/sessionEars.ts';
import type { CoordinatorClient } from '../../../../src/protocol/coordinatorClient.ts';
import type { InboxItemView } from '../../../../src/protocol/dialogueVerbs.ts';
import type { Request } from '../../../../src/protocol/verbs.ts';

/** An inbox as the coordinator keeps it: what is acknowledged is gone. */
function anInbox() {
  let items: InboxItemView[] = [];
  const request = (asked: Request) => {
    if (asked.verb === 'acknowledge') items = items.filter(({ sequence }) => sequence > asked.upTo);
    return Promise.resolve({ ok: true, value: { items } });
  };
  const from = { kind: 'person', name: 'Ada' } as const;
  let sequence = 0;
  return {
    client: { closed: new AbortController().signal, request } as unknown as CoordinatorClient,
    says: (text: string) => items.push({ kind: 'message', sequence: (sequence += 1), at: 1, from, text }),
    answers: (question: string) =>
      items.push({ kind: 'answer', sequence: (sequence += 1), at: 1, from, question, text: 'yes' }),
    left: () => items.length,
  };
}

const textsOf = async (ear: Ear): Promise<readonly string[]> => {
  const news = await ear.hear();
  await news.keep();
  return news.items.map(({ text }) => text);
};

test('each agent of a session hears everything once, and what all have kept is acknowledged', async () => {
  const inbox = anInbox();
  const ears = createSessionEars(inbox.client, 'one');
  const [a, b] = [ears.open(), ears.open()];
  inbox.says('leave the parser alone');
  assert.deepEqual(await textsOf(a), ['leave the parser alone']);
  assert.deepEqual(await textsOf(a), []);
  assert.equal(inbox.left(), 1, 'the other one has not heard it');
  inbox.says('and the lexer');
  assert.deepEqual(await textsOf(b), ['leave the parser alone', 'and the lexer']);
  assert.equal(inbox.left(), 1);
  assert.deepEqual(await textsOf(a), ['and the lexer']);
  assert.equal(inbox.left(), 0);
});

test('an agent whose work is over keeps nobody waiting, and what it did not keep is heard again', async () => {
  const inbox = anInbox();
  const ears = createSessionEars(inbox.client, 'one');
  const [a, b] = [ears.open(), ears.open()];
  inbox.says('hello');
  await a.hear();
  assert.deepEqual(await textsOf(b), ['hello']);
  a.close();
  const c = ears.open();
  assert.deepEqual(await textsOf(c), ['hello']);
  assert.equal(inbox.left(), 0);
});

test('an answer that was given to whoever asked is heard by nobody, and is acknowledged', async () => {
  const inbox = anInbox();
  const ears = createSessionEars(inbox.client, 'one');
  const [a, b] = [ears.open(), ears.open()];
  a.knowsAnswer('Q1');
  inbox.answers('Q1');
  inbox.answers('Q2');
  assert.equal((await a.hear()).items.length, 1);
  for (const ear of [a, b]) await textsOf(ear);
  assert.equal(inbox.left(), 0);
});
