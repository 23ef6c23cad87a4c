import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createAgentWorld, type AgentWorld, type RunOptions } from '../support/acp/agentWorld.ts';
import { untilGone } from '../support/untilGone.ts';
import type { Step } from '../support/acp/step.ts';

/** A worktree as agents find it, with what must stay out of their hands beside it and in it. */
function setTable(): AgentWorld {
  const world = createAgentWorld();
  const at = (path: string): string => join(world.worktree, path);
  writeFileSync(join(world.folder, 'secret.txt'), 'SECRET\n');
  writeFileSync(at('notes.txt'), 'one\ntwo\nthree\n');
  writeFileSync(at('.git'), 'gitdir: elsewhere\n');
  mkdirSync(at('.s2'));
  writeFileSync(at('.s2/key'), 'SECRET\n');
  symlinkSync(join(world.folder, 'secret.txt'), at('link.txt'));
  symlinkSync(world.folder, at('out'));
  symlinkSync('.s2', at('state'));
  symlinkSync('notes.txt', at('alias.txt'));
  writeFileSync(at('binary'), Buffer.from([0, 1, 2]));
  return world;
}

const run = (world: AgentWorld, steps: readonly Step[], over: RunOptions = {}) => world.run({ turns: [steps] }, over);

describe('files that an agent reaches through the client', () => {
  const attacks: readonly string[] = [
    '../secret.txt',
    '/../secret.txt',
    'sub/../../secret.txt',
    'link.txt',
    'out/secret.txt',
    'out/new.txt',
    '.git',
    '.GIT',
    '.git/config',
    '.s2/key',
    '.S2/key',
    'state/key',
    'sub/.git/hooks/pre-commit',
    'a\u0000b',
    'a\nb',
  ];
  for (const attack of attacks)
    test(`are no way to ${JSON.stringify(attack)}`, async () => {
      const world = setTable();
      const path = `${world.worktree}/${attack}`;
      await run(world, [
        { do: 'read', path },
        { do: 'write', path, text: 'PWNED' },
      ]);
      for (const answer of [...world.noted('read'), ...world.noted('write')])
        assert.ok(answer && typeof answer === 'object' && 'refused' in answer, JSON.stringify(answer));
      assert.equal(readFileSync(join(world.folder, 'secret.txt'), 'utf8'), 'SECRET\n');
      assert.equal(existsSync(join(world.folder, 'new.txt')), false);
      assert.equal(readFileSync(join(world.worktree, '.s2/key'), 'utf8'), 'SECRET\n');
      assert.equal(readFileSync(join(world.worktree, '.git'), 'utf8'), 'gitdir: elsewhere\n');
    });

  for (const path of ['/etc/passwd', '/proc/self/environ', '/dev/zero', '/', ''])
    test(`are no way to ${path === '' ? 'the folder itself' : path}`, async () => {
      const world = setTable();
      await run(world, [
        { do: 'read', path },
        { do: 'write', path, text: 'PWNED' },
      ]);
      for (const answer of [...world.noted('read'), ...world.noted('write')])
        assert.ok(answer && typeof answer === 'object' && 'refused' in answer, JSON.stringify(answer));
    });

  test('are those of its worktree, whole or in part, also through a link that stays inside', async () => {
    const world = setTable();
    const at = (path: string): string => join(world.worktree, path);
    await run(world, [
      { do: 'read', path: at('notes.txt') },
      { do: 'read', path: at('alias.txt'), line: 2, limit: 1 },
      { do: 'read', path: at('binary') },
      { do: 'read', path: at('nowhere.txt') },
      { do: 'write', path: at('new/bread.txt'), text: 'bread\n' },
    ]);
    const [whole, part, binary, missing] = world.noted('read') as readonly object[];
    assert.deepEqual(whole, { content: 'one\ntwo\nthree\n' });
    assert.deepEqual(part, { content: 'two' });
    assert.match(JSON.stringify(binary), /binary is a binary file/);
    assert.match(JSON.stringify(missing), /there is no nowhere\.txt/);
    assert.equal(readFileSync(at('new/bread.txt'), 'utf8'), 'bread\n');
  });

  test('are those of its own conversation', async () => {
    const world = setTable();
    const params = `{"sessionId":"other","path":${JSON.stringify(join(world.worktree, 'notes.txt'))},"content":"PWNED"}`;
    await run(world, [
      { do: 'raw', line: `{"jsonrpc":"2.0","id":"x","method":"fs/write_text_file","params":${params}}` },
    ]);
    assert.equal(readFileSync(join(world.worktree, 'notes.txt'), 'utf8'), 'one\ntwo\nthree\n');
  });
});

describe('a request for permission', () => {
  type Case = readonly [
    what: string,
    step: Omit<Extract<Step, { do: 'permit' }>, 'do'>,
    person: string | undefined,
    outcome: string,
    asked: boolean,
  ];
  const cases: readonly Case[] = [
    ['to edit inside goes', { kind: 'edit', paths: ['notes.txt'] }, undefined, 'allow_once', false],
    ['to read inside goes', { kind: 'read', paths: ['notes.txt', 'new.txt'] }, undefined, 'allow_once', false],
    [
      'to edit outside is refused, whoever would allow it',
      { kind: 'edit', paths: ['/etc/passwd'] },
      'allow',
      'reject_once',
      false,
    ],
    [
      'to read what is half outside is refused',
      { kind: 'read', paths: ['notes.txt', '../secret.txt'] },
      'allow',
      'reject_once',
      false,
    ],
    [
      'to edit through a link that leads out is refused',
      { kind: 'edit', paths: ['link.txt'] },
      'allow',
      'reject_once',
      false,
    ],
    ['to edit .git is refused', { kind: 'edit', paths: ['.git/hooks/pre-commit'] }, 'allow', 'reject_once', false],
    [
      'whose input names another place than it says is refused',
      { kind: 'edit', paths: ['notes.txt'], input: { file_path: '/etc/passwd' } },
      'allow',
      'reject_once',
      false,
    ],
    [
      'to run in a folder outside is refused',
      { kind: 'execute', input: { command: 'ls', cwd: '/etc' } },
      'allow',
      'reject_once',
      false,
    ],
    ['to edit nobody says what is asked for', { kind: 'edit' }, 'no', 'reject_once', true],
    [
      'to run a command is asked for',
      { kind: 'execute', title: 'npm test', input: { command: 'npm test' } },
      'allow',
      'allow_once',
      true,
    ],
    [
      'to run a command is denied by any other word',
      { kind: 'execute', title: 'npm test' },
      'not now, allow it later',
      'reject_once',
      true,
    ],
    ['to fetch is asked for', { kind: 'fetch', title: 'example.test' }, 'Yes, please', 'allow_once', true],
    ['to delete is asked for, also inside', { kind: 'delete', paths: ['notes.txt'] }, 'deny', 'reject_once', true],
    ['of an unknown kind is asked for', { kind: 'other' }, 'allowance', 'reject_once', true],
    ['that nobody answers is denied', { kind: 'execute' }, undefined, 'reject_once', true],
    [
      'that offers no yes for once gets none',
      { kind: 'edit', paths: ['notes.txt'], options: ['allow_always', 'reject_once'] },
      undefined,
      'cancelled',
      false,
    ],
    [
      'that offers no way to say no is cancelled',
      { kind: 'execute', options: ['allow_always', 'allow_once'] },
      'deny',
      'cancelled',
      true,
    ],
    [
      'that offers a no for ever gets that',
      { kind: 'execute', options: ['allow_once', 'reject_always'] },
      'deny',
      'reject_always',
      true,
    ],
  ];
  for (const [what, step, person, outcome, wasAsked] of cases)
    test(what, async () => {
      const world = setTable();
      const paths = step.paths?.map((path) => (path.startsWith('/') ? path : `${world.worktree}/${path}`));
      const { asked } = await run(world, [{ do: 'permit', ...step, ...(paths ? { paths } : {}) }], {
        person: () => person,
      });
      const [answer] = world.noted('permit') as readonly [
        { readonly outcome: { readonly outcome: string; readonly optionId?: string } },
      ];
      assert.equal(answer.outcome.optionId ?? answer.outcome.outcome, outcome);
      assert.equal(asked.length, wasAsked ? 1 : 0);
    });

  test('shows a person what it is about, without what a screen would obey', async () => {
    const world = setTable();
    const input = { command: 'rm -rf \u001b[2K/', description: 'x'.repeat(3_000) };
    const { asked } = await run(world, [{ do: 'permit', kind: 'execute', title: 'Clean\u001b[1A up', input }], {
      person: () => 'deny',
    });
    const question = asked[0] ?? '';
    assert.match(
      question,
      /^May my agent use a tool \(execute\): Clean \[1A up\n\{"command":"rm -rf .*\/","description"/,
    );
    assert.match(question, /… \(\d+ more\)\nAnswer "allow" or "deny", or approve or reject it\.$/);
    assert.ok(question.length < 1_900);
    assert.doesNotMatch(question, /(?!\n)\p{Cc}/u);
  });

  test('may wait for a person longer than an agent may be silent', async () => {
    const world = setTable();
    const person = () => new Promise<string>((resolve) => setTimeout(() => resolve('allow'), 2_500));
    const { outcome } = await run(world, [{ do: 'permit', kind: 'execute' }], { person, limits: { stallMs: 1_000 } });
    assert.equal(outcome.kind, 'done');
  });

  test('is over when the agent is stopped', async () => {
    const world = setTable();
    const stop = new AbortController();
    const person = (_: string, signal: AbortSignal) =>
      new Promise<undefined>((resolve) => {
        signal.addEventListener('abort', () => resolve(undefined));
        stop.abort();
      });
    const { outcome } = await run(world, [{ do: 'permit', kind: 'execute' }, { do: 'hang' }], {
      person,
      signal: stop.signal,
    });
    assert.equal(outcome.kind, 'failed');
  });
});

describe('a terminal', () => {
  test('runs what a person has allowed, in the worktree, once for each different command', async () => {
    const world = setTable();
    const command: Step = {
      do: 'terminal',
      command: 'sh',
      args: ['-c', 'pwd; echo "$0 $X"', "it's"],
      env: { X: 'a b' },
    };
    const { asked } = await run(world, [command, command], { person: () => 'allow' });
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /^May my agent run this command\nX='a b' sh -c 'pwd; echo "\$0 \$X"' 'it'\\''s'\n/);
    const outputs = world.noted('terminal').filter((answer) => JSON.stringify(answer).includes('truncated'));
    const expected = { output: `${world.worktree}\nit's a b\n`, truncated: false, exitStatus: { exitCode: 0 } };
    assert.deepEqual(outputs, [expected, expected]);
  });

  test('keeps the end of an output within its limit, and no torn character', async () => {
    const world = setTable();
    const steps: readonly Step[] = [{ do: 'terminal', command: "printf 'ä%.0s' 1 2 3 4 5 6 7 8 9", limit: 5 }];
    await run(world, steps, { person: () => 'allow' });
    const output = world.noted('terminal').find((answer) => JSON.stringify(answer).includes('truncated'));
    assert.deepEqual(output, { output: 'ää', truncated: true, exitStatus: { exitCode: 0 } });
  });

  test('can be killed', async () => {
    const world = setTable();
    await run(world, [{ do: 'terminal', command: 'sleep 300', kill: true }], { person: () => 'allow' });
    const output = world.noted('terminal').find((answer) => JSON.stringify(answer).includes('truncated'));
    assert.deepEqual(output, { output: '', truncated: false, exitStatus: { signal: 'SIGTERM' } });
  });

  const refused: readonly [string, Omit<Extract<Step, { do: 'terminal' }>, 'do'>, RegExp, number][] = [
    ['that a person denies', { command: 'ls' }, /a person has denied this command/, 1],
    ['outside of the worktree', { command: 'ls', cwd: '/etc' }, /outside of the worktree/, 0],
    ['in a folder that leads out', { command: 'ls', cwd: 'out' }, /leads out of the worktree/, 0],
    ['with control characters', { command: 'ls \u001b[2K' }, /control characters/, 0],
    ['that turns the direction of writing', { command: 'echo \u202egnp.x\u202c' }, /control characters/, 0],
    ['without a command', { command: ' ' }, /is empty/, 0],
    ['too long to judge', { command: `echo ${'x'.repeat(2_000)}` }, /too long for a person/, 0],
    ['with a strange variable', { command: 'ls', env: { 'a=b;c': 'd' } }, /no name/, 0],
  ];
  for (const [what, step, why, questions] of refused)
    test(`${what} is refused`, async () => {
      const world = setTable();
      const { asked } = await run(world, [{ do: 'terminal', ...step }], { person: () => 'deny' });
      assert.match(JSON.stringify(world.noted('terminal')), why);
      assert.equal(asked.length, questions);
    });

  test('is not started in a folder that was replaced by a link while a person was asked', async () => {
    const world = setTable();
    const sub = join(world.worktree, 'sub');
    mkdirSync(sub);
    await run(world, [{ do: 'terminal', command: 'touch made', cwd: sub }], {
      person: () => {
        rmSync(sub, { recursive: true });
        symlinkSync(world.folder, sub);
        return 'allow';
      },
    });
    assert.match(JSON.stringify(world.noted('terminal')), /leads out of the worktree/);
    assert.equal(existsSync(join(world.folder, 'made')), false);
  });

  test('ends with the turn', async () => {
    const world = setTable();
    const command = 'echo $$ > pid; exec sleep 300';
    const params = JSON.stringify({ sessionId: 'SESSION', command });
    await run(
      world,
      [
        { do: 'raw', line: `{"jsonrpc":"2.0","id":"t","method":"terminal/create","params":${params}}` },
        { do: 'waitFor', path: 'pid' },
      ],
      { person: () => 'allow' },
    );
    await untilGone(Number(readFileSync(join(world.worktree, 'pid'), 'utf8')));
  });
});
