import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createAgentWorld } from '../support/acp/agentWorld.ts';
import { untilGone } from '../support/untilGone.ts';
import type { AgentScript } from '../support/acp/step.ts';

describe('a turn of an outside agent', () => {
  test('is shown as it comes: words, thoughts, plan, calls, diffs; the prompt says the task and what counts', async () => {
    const world = createAgentWorld();
    const diff = { path: join(world.worktree, 'bread.txt'), oldText: 'a\nb\nc\n', newText: 'a\nB\nc\n' };
    const { outcome, shown, parts, told } = await world.run({
      turns: [
        [
          { do: 'think', text: 'hm' },
          { do: 'say', text: 'I ', times: 2 },
          { do: 'say', text: '\u001b[31mbake\u0007\n' },
          {
            do: 'plan',
            entries: [
              ['Knead', 'completed'],
              ['Bake', 'in_progress'],
              ['Eat', 'pending'],
            ],
          },
          { do: 'tool', title: 'Edit bread.txt', diff },
          { do: 'tool', title: 'Burn it', status: 'failed', kind: 'other' },
          { do: 'write', path: join(world.worktree, 'deep/bread.txt'), text: 'bread\n' },
        ],
      ],
    });
    assert.equal(outcome.kind, 'done');
    const expected = [
      '(thinks) hm',
      'I I [31mbake',
      '[x] Knead',
      '[>] Bake',
      '[ ] Eat',
      '→ edit: Edit bread.txt',
      '✓ Edit bread.txt',
      diff.path,
      '@@ line 2',
      '-b',
      '+B',
      '→ other: Burn it',
      '✗ Burn it',
      'wrote deep/bread.txt',
      'cost: unknown (the agent reports none)',
    ];
    assert.deepEqual(shown.trimEnd().split('\n'), expected);
    assert.equal(new TextDecoder().decode(outcome.output), shown);
    const done = parts.filter(({ kind }) => kind !== 'said' && kind !== 'thought');
    assert.deepEqual(
      done.map((part) => [part.kind, ...('ok' in part ? [part.ok] : []), ...('patch' in part ? [part.patch] : [])]),
      [
        ['call'],
        ['ended', true],
        ['diff', '@@ -1 +1 @@\n a\n-b\n+B\n c'],
        ['call'],
        ['ended', false],
        ['diff', '@@ -1 +1 @@\n+bread'],
      ],
    );
    assert.ok(parts.some(({ kind }) => kind === 'thought') && parts.some(({ kind }) => kind === 'said'));
    assert.equal(readFileSync(join(world.worktree, 'deep/bread.txt'), 'utf8'), 'bread\n');
    assert.deepEqual(told, ['step 2 of 3: Bake', 'cost: unknown (the agent reports none)']);
    const [prompt] = world.noted('prompt') as [{ readonly prompt: readonly [{ readonly text: string }] }];
    for (const part of ['S1.P1.T1: Bake bread', 'Bake it well.', 'bread.txt', 'test -s bread.txt', 'BLOCKED: '])
      assert.ok(prompt.prompt[0].text.includes(part), part);
    assert.deepEqual(world.noted('new'), [{ cwd: world.worktree, mcpServers: [] }]);
  });

  const ends: readonly [string, string, RegExp][] = [
    ['end_turn', 'done', /^$/],
    ['max_tokens', 'failed', /ran out of tokens/],
    ['max_turn_requests', 'failed', /more calls/],
    ['refusal', 'failed', /refused the task: I will not/],
    ['cancelled', 'failed', /cancelled its turn by itself/],
    ['\u001b[2Jnonsense', 'failed', /unknown reason, \[2Jnonsense/],
  ];
  for (const [reason, kind, why] of ends)
    test(`that stops with ${JSON.stringify(reason)} is ${kind}`, async () => {
      const { outcome } = await createAgentWorld().run({
        turns: [
          [
            { do: 'say', text: 'I will not' },
            { do: 'stop', reason },
          ],
        ],
      });
      assert.equal(outcome.kind, kind);
      assert.match(outcome.kind === 'failed' ? outcome.reason : '', why);
    });

  test('that ends with a line BLOCKED: is a blocker with that reason', async () => {
    const { outcome } = await createAgentWorld().run({
      turns: [[{ do: 'say', text: 'BLOCKED: not this\nI tried.\nBLOCKED: the oven is off\n' }]],
    });
    assert.deepEqual(
      { ...outcome, output: 0 },
      { kind: 'blocked', reason: 'the oven is off', needs: ['docs:technical-writing'], output: 0 },
    );
  });

  test('tells its cost by the last account of the agent', async () => {
    const { told, spent } = await createAgentWorld().run({
      turns: [
        [{ do: 'usage', amount: 0.5 }, { do: 'usage' }, { do: 'usage', amount: 0.75 }, { do: 'usage', amount: -1 }],
      ],
    });
    assert.deepEqual(told, ['cost: 0.7500 USD for this conversation, as the agent reports it']);
    assert.deepEqual(spent, [0.75]);
    const credits = await createAgentWorld().run({ turns: [[{ do: 'usage', amount: 3, currency: 'credits' }]] });
    assert.deepEqual(credits.spent, [], 'what is no dollars is not booked as such');
  });
});

describe('an agent that fails in the middle of its turn has failed the task', () => {
  const cases: readonly [string, readonly object[], RegExp, object?][] = [
    [
      'crashes',
      [
        { do: 'complain', text: 'out of flour\n' },
        { do: 'exit', code: 3 },
      ],
      /it ended with code 3: out of flour/,
    ],
    ['closes its output', [{ do: 'close' }], /it does not answer any more/],
    [
      'answers with an error',
      [{ do: 'error', code: -32603, message: 'flour\u001b[1m of today' }],
      /error -32603: flour \[1m of today \(.*as scripted/,
    ],
    ['says nothing', [{ do: 'hang', deaf: true }], /it has said nothing for 0\.3 s/, { stallMs: 300 }],
    ['never ends', [{ do: 'wait', ms: 60_000 }], /its turn took longer than 0\.4 s/, { turnMs: 400 }],
    [
      'speaks garbage',
      [{ do: 'garbage', text: 'la la la\n', times: 500 }, { do: 'hang' }],
      /lines that are no messages: la/,
    ],
    [
      'speaks a little garbage, then dies',
      [
        { do: 'garbage', text: 'oops\n' },
        { do: 'exit', code: 1 },
      ],
      /code 1; it printed `oops` where messages belong/,
    ],
    [
      'floods',
      [{ do: 'say', text: 'x'.repeat(1_000), times: 100 }, { do: 'hang' }],
      /more than 50000 bytes in one turn/,
      { turnBytes: 50_000 },
    ],
    [
      'sends a huge message',
      [{ do: 'say', text: 'x'.repeat(20_000) }, { do: 'hang' }],
      /a message of more than 10000 bytes/,
      { messageBytes: 10_000 },
    ],
    [
      'sends a message without end',
      [{ do: 'garbage', text: `{"a":"${'x'.repeat(900)}`, times: 20 }, { do: 'hang' }],
      /a message of more than 10000 bytes/,
      { messageBytes: 10_000 },
    ],
    [
      'answers nonsense',
      [{ do: 'raw', line: '{"jsonrpc":"2.0","id":2,"result":{"stopReason":7}}' }, { do: 'hang' }],
      /its answer is none of the protocol/,
    ],
  ];
  for (const [what, turn, why, limits] of cases)
    test(`when it ${what}`, async () => {
      const { outcome } = await createAgentWorld().run({ turns: [turn as never] }, { limits: { ...limits } });
      assert.equal(outcome.kind, 'failed');
      assert.match(outcome.kind === 'failed' ? outcome.reason : '', why);
      assert.match(outcome.kind === 'failed' ? outcome.reason : '', /failed in the middle of its turn/);
    });

  test('and what it prints beyond the limit is left out', async () => {
    const limits = { outputBytes: 5_000 };
    const { outcome, shown } = await createAgentWorld().run(
      { turns: [[{ do: 'say', text: 'x'.repeat(900), times: 20 }]] },
      { limits },
    );
    assert.equal(outcome.kind, 'done');
    assert.equal(shown.length, 5_000);
  });

  test('unless it only says things of no concern', async () => {
    const update = '{"sessionUpdate":"agent_message_chunk","content":{"type":"text","text":"WRONG"}}';
    const { outcome, shown } = await createAgentWorld().run({
      turns: [
        [
          {
            do: 'raw',
            line: `{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"other","update":${update}}}`,
          },
          {
            do: 'raw',
            line: '{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"SESSION","update":{"sessionUpdate":"unheard_of"}}}',
          },
          { do: 'raw', line: '{"jsonrpc":"2.0","method":"no/such","params":{"a":1}}' },
          { do: 'raw', line: '{"jsonrpc":"2.0","id":"x","method":"no/such/request"}' },
          { do: 'raw', line: '[{"jsonrpc":"2.0"}]' },
          { do: 'raw', line: '{broken' },
          { do: 'raw', line: '{"jsonrpc":"2.0","id":99999,"result":{}}' },
          { do: 'say', text: 'fine' },
        ],
      ],
    });
    assert.equal(outcome.kind, 'done');
    assert.match(shown, /^fine\n/);
  });
});

describe('an agent that cannot be used is a fault of the place, and not of the task', () => {
  const cases: readonly [string, object, RegExp, object?][] = [
    [
      'is not there',
      { agent: ['no-such-agent-at-all'] },
      /no-such-agent-at-all was not found on the PATH\. Mend `agent`/,
    ],
    [
      'ends at once',
      {
        script: {
          atStart: [
            { do: 'complain', text: 'no key' },
            { do: 'exit', code: 1 },
          ],
        },
      },
      /it ended with code 1: no key/,
    ],
    [
      'never gets ready',
      { script: { atStart: [{ do: 'garbage', text: 'Welcome!\n' }, { do: 'hang' }] } },
      /not ready for work within 3 s; it printed `Welcome!`/,
      { startMs: 3_000 },
    ],
    ['speaks another version', { script: { version: 7 } }, /version 7 of the Agent Client Protocol/],
    ['opens no session', { script: { onNew: 'nonsense' } }, /it opens no session/],
    ['refuses to open one', { script: { onNew: { code: -32603, message: 'no room' } } }, /error -32603: no room/],
    [
      'is not logged in',
      { script: { onNew: { code: -32000, message: 'Authentication required' } } },
      /is not logged in: .*Log in with it once/,
    ],
  ];
  for (const [what, { agent, script }, why, limits] of cases as readonly [
    string,
    { agent?: string[]; script?: object },
    RegExp,
    object?,
  ][])
    test(`when it ${what}`, async () => {
      const world = createAgentWorld();
      await assert.rejects(
        world.run({ turns: [[]], ...script }, { limits: { ...limits }, ...(agent ? { agent } : {}) }),
        (error) => error instanceof Error && error.name === 'AgentUnusable' && why.test(error.message),
      );
    });
});

describe('an agent that is wanted no more', () => {
  for (const deaf of [false, true])
    test(`is told to cancel, and ${deaf ? 'killed when it does not listen' : 'has ended then'}, with all it has started`, async () => {
      const world = createAgentWorld();
      const stop = new AbortController();
      const running = world.run(
        { turns: [[{ do: 'spawn' }, deaf ? { do: 'hang', deaf: true } : { do: 'hang' }]] },
        { signal: stop.signal },
      );
      while (world.noted('hang').length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      stop.abort();
      const { outcome } = await running;
      assert.equal(outcome.kind, 'failed');
      assert.equal(world.noted('cancel').length, 1);
      const [child] = world.noted('spawn') as [number];
      await untilGone(child);
    });

  test('before it was ready for work', async () => {
    const stop = new AbortController();
    stop.abort();
    const { outcome } = await createAgentWorld().run({ turns: [[]] }, { signal: stop.signal });
    assert.equal(outcome.kind, 'failed');
  });
});

describe('a conversation', () => {
  for (const resumes of ['load', 'resume'] as const)
    test(`goes on by session/${resumes} when a task is begun again, and nothing is told twice`, async () => {
      const world = createAgentWorld();
      const script: Omit<AgentScript, 'log'> = {
        resumes,
        turns: [[{ do: 'exit', code: 1 }], [{ do: 'say', text: 'on' }]],
      };
      await world.run(script);
      const second = await world.run(script);
      assert.equal(second.outcome.kind, 'done');
      assert.equal(world.noted('new').length, 1);
      const prompts = world.noted('prompt') as readonly {
        readonly sessionId: string;
        readonly prompt: readonly [{ readonly text: string }];
      }[];
      assert.equal(prompts[0]?.sessionId, prompts[1]?.sessionId);
      assert.match(prompts[1]?.prompt[0].text ?? '', /^You have worked on this task before/);
      assert.doesNotMatch(second.shown, /TOLD AGAIN/);
    });

  test('goes on for each task, whatever other agents of the session have begun meanwhile', async () => {
    const world = createAgentWorld();
    const script: Omit<AgentScript, 'log'> = { resumes: 'load', turns: [[]] };
    await world.run(script);
    await world.run(script, { task: { task: 'S1.P1.T2' } });
    await world.run(script);
    assert.equal(world.noted('reopen').length, 1);
    const [first, , again] = world.noted('prompt') as readonly { readonly sessionId: string }[];
    assert.equal(again?.sessionId, first?.sessionId);
  });

  test('begins anew for another task, another agent, one that has forgotten it, and after a spoiled note', async () => {
    const world = createAgentWorld();
    const script: Omit<AgentScript, 'log'> = { resumes: 'load', turns: [[]], knows: [] };
    const other = { task: { task: 'S1.P1.T2' } };
    await world.run(script);
    await world.run(script);
    assert.equal(world.noted('reopen').length, 1, 'it has forgotten the first');
    await world.run(script, other);
    await world.run({ ...script, version: 1 }, other);
    assert.equal(world.noted('reopen').length, 1, 'neither of another task nor of another agent');
    writeFileSync(join(world.folder, 'agents', 'session-1', 'S1.P1.T2.json'), '{"task":"S1.P1.T2","conv');
    await world.run({ ...script, version: 1 }, other);
    assert.equal(world.noted('reopen').length, 1);
    assert.equal(world.noted('new').length, 5);
  });
});
