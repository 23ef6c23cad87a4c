import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createOutputStream, type OutputStream } from '../../../../src/app/runner/outputStream.ts';
import { silentLog } from '../../../../src/base/log.ts';
import { err, ok } from '../../../../src/base/result.ts';
import type { CoordinatorClient } from '../../../../src/protocol/coordinatorClient.ts';
import type { OutputChunk } from '../../../../src/protocol/swarmSnapshot.ts';
import { requestSchema, type Problem, type RequestOf } from '../../../../src/protocol/verbs.ts';
import { ManualClock } from '../../../support/testCoordinator.ts';

interface Watched {
  readonly stream: OutputStream;
  readonly clock: ManualClock;
  readonly sent: RequestOf<'output'>[];
  readonly kept: OutputChunk[];
  readonly refused: Problem[];
}

/** A stream to a leader that answers when `answer` resolves. */
function watch(answer: () => Promise<unknown> = () => Promise.resolve(), problem?: Problem): Watched {
  const clock = new ManualClock();
  const [sent, kept, refused]: [RequestOf<'output'>[], OutputChunk[], Problem[]] = [[], [], []];
  const client = {
    closed: new AbortController().signal,
    request: async (request: unknown) => {
      sent.push(requestSchema.parse(request) as RequestOf<'output'>);
      await answer();
      return problem ? err(problem) : ok({});
    },
  } as unknown as CoordinatorClient;
  const stream = createOutputStream({
    client,
    clock,
    log: silentLog,
    transcript: { append: (chunk) => Promise.resolve(void kept.push(chunk)) },
    claim: { session: 'one', task: 'T1', epoch: 1 },
    onRefused: (told) => refused.push(told),
  });
  return { stream, clock, sent, kept, refused };
}

test('gathers a tenth of a second, and keeps streams apart and in order', async () => {
  const { stream, clock, sent, kept } = watch();
  for (const text of ['a', 'b']) stream.write('stdout', text);
  stream.write('stderr', 'c');
  stream.write('stdout', 'd');
  assert.equal(sent.length, 0);
  clock.advance(100);
  await turn();
  const expected = [
    ['stdout', 'ab'],
    ['stderr', 'c'],
    ['stdout', 'd'],
  ];
  assert.deepEqual(
    sent.map((chunk) => [chunk.stream, chunk.text]),
    expected,
  );
  assert.deepEqual(
    kept.map((chunk) => [chunk.stream, chunk.text]),
    expected,
  );
  await stream.close();
});

test('cuts long output into pieces and tears no character', async () => {
  const { stream, sent } = watch();
  const text = `x${'😀'.repeat(20_000)}`;
  stream.write('stdout', text);
  await stream.close();
  assert.ok(sent.length > 2 && sent.every((chunk) => chunk.text.length <= 16_384 && chunk.text.isWellFormed()));
  assert.equal(sent.map((chunk) => chunk.text).join(''), text);
});

test('says how much a slow leader is not shown, and keeps all of it in the transcript', async () => {
  const gate = Promise.withResolvers<void>();
  const { stream, clock, sent, kept } = watch(() => gate.promise);
  stream.write('stdout', 'first\n');
  clock.advance(100);
  for (let n = 0; n < 30; n += 1) stream.write('stdout', 'ä'.repeat(10_000));
  clock.advance(100);
  await turn();
  assert.equal(sent.length, 1);
  gate.resolve();
  await stream.close();
  const shown = sent
    .filter((chunk) => chunk.stream === 'stdout')
    .map((chunk) => chunk.text)
    .join('').length;
  assert.equal(shown, 'first\n'.length + 260_000);
  assert.deepEqual(sent.at(-1)?.stream, 'note');
  assert.match(sent.at(-1)?.text ?? '', /^… 80000 bytes not shown/);
  assert.equal(kept.map((chunk) => chunk.text).join('').length, 'first\n'.length + 300_000);
});

test('tells of a refusal', async () => {
  const problem = { code: 'stale-epoch', message: 'The claim has ended.' };
  const { stream, refused } = watch(undefined, problem);
  stream.write('stdout', 'a');
  await stream.close();
  assert.deepEqual(refused, [problem]);
});

test('outlives a connection that is lost', async () => {
  const { stream, kept } = watch(() => Promise.reject(new Error('lost')));
  stream.write('stdout', 'a');
  await stream.close();
  assert.equal(kept.length, 1);
});

test('what happens once stays by itself, and what goes on is joined', async () => {
  const { stream, sent } = watch();
  for (const text of ['a', 'b']) stream.write('stdout', text, { kind: 'said' });
  for (const call of ['1', '1', '2']) stream.write('stdout', call, { kind: 'printed', call });
  for (const call of ['1', '1']) stream.write('note', '', { kind: 'call', call, tool: 't', about: '' });
  await stream.close();
  assert.deepEqual(
    sent.map(({ text, part }) => [part?.kind, text]),
    [
      ['said', 'ab'],
      ['printed', '11'],
      ['printed', '2'],
      ['call', ''],
      ['call', ''],
    ],
  );
});

test('calls without a word count, too, when the leader is slow', async () => {
  const gate = Promise.withResolvers<void>();
  const { stream, clock, sent } = watch(() => gate.promise);
  stream.write('stdout', 'first\n');
  clock.advance(100);
  for (let n = 0; n < 20_000; n += 1) stream.write('note', '', { kind: 'call', call: String(n), tool: 't', about: '' });
  gate.resolve();
  await stream.close();
  assert.ok(sent.length < 7_000, String(sent.length));
});
