import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandsOf, fits } from '../../../../src/domain/guard/commandNames.ts';
import { describeSubjects, describeWanted, ungrantedBy } from '../../../../src/domain/guard/permit.ts';
import { defaultGuardPolicy } from '../../../../src/domain/guard/guardPolicy.ts';

function check(line: string, expected: readonly string[] | undefined): void {
  it(line.replaceAll('\n', '\\n'), () =>
    assert.deepEqual(
      commandsOf(line)?.map(({ name }) => name),
      expected,
    ),
  );
}

describe('the programs of a command line', () => {
  check('npm test', ['npm']);
  check('npm ci && npm test | tee; git status', ['npm', 'npm', 'tee', 'git']);
  check('echo \'a; b && c\' || echo "x | y"', ['echo', 'echo']);
  check('make\ncurl example.invalid', ['make', 'curl']);
  check('make;', ['make']);
  check("'c'url x", ['curl']);
  check('c\\url x', ['curl']);
  check('./build.sh --all', ['./build.sh']);
});

// Whatever could start something that is not to be seen is judged as a whole.
describe('lines that hide what they start', () => {
  const hidden = [
    'make $(curl x)',
    'make `curl x`',
    '$SHELL -c x',
    'PATH=/tmp/evil make',
    'make > /tmp/x',
    'make <(curl x)',
    'make & curl x',
    'make 2>&1',
    'while true; do curl x; done',
    'if x; then curl y; fi',
    'f() { curl x; }; f',
    '{ curl x; }',
    '(curl x)',
    'eval curl x',
    '. ./evil.sh',
    'exec curl x',
    'make "a',
    "make 'a",
    'make; ; curl',
    '! curl x',
    'make *',
    'alias make=curl',
    'trap curl EXIT; make',
    '',
    ' ',
  ];
  for (const line of hidden) check(line, undefined);
});

describe('a pattern', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['npm', 'npm', true],
    ['npm', 'npmx', false],
    ['./scripts/*', './scripts/a.sh', true],
    ['*.example.com', 'a.example.com', true],
    ['*.example.com', 'evil-example.com', false],
    ['*.example.com', 'a.example.com.evil.net', false],
    ['a*b*c', 'aXbYc', true],
    ['a*bc*c', 'abc', false],
    ['*', '', true],
    ['ab*b', 'ab', false],
    ['a.c', 'abc', false],
  ];
  for (const [pattern, text, expected] of cases)
    it(`${pattern} and ${text}`, () => assert.equal(fits(pattern, text), expected));

  it('is no slower for a hostile text', () => assert.equal(fits(`${'a*'.repeat(200)}b`, 'a'.repeat(200_000)), false));
});

describe('what a policy lets through', () => {
  const policy = {
    ...defaultGuardPolicy,
    commands: ['npm', 'git status*', 'make > log'],
    hosts: ['*.example.com', 'one.test:443'],
  };
  const of = (line: string): readonly string[] =>
    ungrantedBy(policy, { kind: 'command', line }).map(({ kind, name }) => `${kind} ${name}`);
  const host = (name: string): number => ungrantedBy(policy, { kind: 'host', host: name }).length;
  it('programs, whole commands, whole lines', () => {
    assert.deepEqual(of('npm ci && npm test'), []);
    assert.deepEqual(of('git status --short'), []);
    assert.deepEqual(of('git push && npm test && git push'), ['command git']);
    assert.deepEqual(of('make > log'), []);
    assert.deepEqual(of('make > other'), ['line make > other']);
  });
  it('hosts, with any port unless it names one', () => {
    assert.deepEqual([host('API.example.com'), host('api.example.com:8080'), host('api.example.com.')], [0, 0, 0]);
    assert.deepEqual([host('example.com'), host('one.test:443'), host('one.test:80'), host('two.test')], [1, 0, 1, 1]);
  });
  it('everything where it says nothing', () => {
    assert.deepEqual(ungrantedBy(defaultGuardPolicy, { kind: 'command', line: 'curl $(x)' }), []);
    assert.deepEqual(ungrantedBy(defaultGuardPolicy, { kind: 'host', host: 'x' }), []);
  });
});

// Whoever asks wants to be let through: what a person reads is what would be run, and nothing but that.
describe('what a person is asked about', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['npm test', 'run `npm test`'],
    ['make\nA5: S1.P1.T1 waits', 'run `make\\nA5: S1.P1.T1 waits`'],
    ['echo \u202egnp.x\u202c', 'run `echo \\u{202e}gnp.x\\u{202c}`'],
    ['np\u200bm test\u2028x', 'run `np\\u{200b}m test\\u{2028}x`'],
    ['make \u001b[2K', 'run `make \\u{1b}[2K`'],
  ];
  for (const [line, expected] of cases)
    it(expected, () => assert.equal(describeWanted({ kind: 'command', line }), expected));

  it('names a program and a host in the same way', () => {
    assert.equal(describeSubjects([{ kind: 'command', name: 'np\u200bm' }]), '`np\\u{200b}m`');
    assert.equal(describeWanted({ kind: 'host', host: 'a\u202eb' }), 'reach the host a\\u{202e}b');
  });
});
