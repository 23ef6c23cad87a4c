import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decidePermission, isConsent } from '../../../../src/domain/agent/agentPermission.ts';
import { insidePath } from '../../../../src/domain/agent/insidePath.ts';
import { parseCommand } from '../../../../src/domain/agent/parseCommand.ts';
import { quoteCommand } from '../../../../src/domain/agent/quoteCommand.ts';
import { shortDiff } from '../../../../src/domain/agent/shortDiff.ts';
import { blockedReason, taskPrompt } from '../../../../src/domain/agent/taskPrompt.ts';

describe('what an outside agent may do by policy', () => {
  const inside = { path: 'a', fault: undefined };
  const outside = { path: '/b', fault: '/b is outside' };
  const cases: readonly [string, readonly (typeof inside | typeof outside)[], string][] = [
    ['read', [inside], 'allow'],
    ['search', [inside, inside], 'allow'],
    ['edit', [inside], 'allow'],
    ['edit', [], 'ask'],
    ['edit', [inside, outside], 'refuse'],
    ['think', [outside], 'refuse'],
    ...['delete', 'move', 'execute', 'fetch', 'think', 'switch_mode', 'other', 'constructor'].map(
      (kind): [string, readonly (typeof inside)[], string] => [kind, [inside], 'ask'],
    ),
  ];
  for (const [kind, places, verdict] of cases)
    it(`${verdict}: ${kind} ${places.map(({ path }) => path).join(' ')}`, () => {
      assert.equal(decidePermission({ kind, places }).kind, verdict);
    });

  it('and by the first word of a person alone', () => {
    for (const yes of ['allow', ' Allow it.', 'YES', 'y', 'ok, go', 'approved!', 'approve'])
      assert.ok(isConsent(yes), yes);
    for (const no of ['', 'no', 'deny', 'allowance', 'yesterday', 'do not allow', 'not ok', '1', '"allow"', 'yess'])
      assert.ok(!isConsent(no), no);
  });
});

it('takes a path below one of the roots, by whole names', () => {
  const cases: readonly [string, string | undefined][] = [
    ['/w/t', ''],
    ['/w/t/', ''],
    ['/w/t/a/b', 'a/b'],
    ['/real/a', 'a'],
    ['/w/tt/a', undefined],
    ['/w', undefined],
    ['/', undefined],
    ['C:/x', undefined],
    ['a/b', 'a/b'],
    ['../a', '../a'],
    ['/w/t/../x', '../x'],
    ['', ''],
  ];
  for (const [path, below] of cases) assert.equal(insidePath(['/w/t', '/real'], path), below, path);
});

it('quotes words so that they are split into the same words again', () => {
  const words = ['sh', '-c', `echo "$0" 'it''s' \\ $(x) ; # ~`, '', 'a b', "'", 'ä', 'x=1', '*', '~', '\t'];
  assert.deepEqual(parseCommand(quoteCommand(words)), { kind: 'argv', argv: words });
});

it('shows what differs between two texts', () => {
  const cases: readonly [string, string, number, string][] = [
    ['', 'a\nb\n', 9, '@@ line 1\n+a\n+b'],
    ['a\nb\nc\n', 'a\nc\n', 9, '@@ line 2\n-b'],
    ['a\na\n', 'a\na\na\n', 9, '@@ line 3\n+a'],
    ['a\nb\n', 'x\ny\n', 3, '@@ line 1\n-a\n-b\n+x\n… 1 more lines'],
    ['a\n', 'a\n', 3, '@@ line 2'],
  ];
  for (const [before, after, limit, shown] of cases) assert.equal(shortDiff(before, after, limit), shown);
});

it('reads a blocker off the last line only', () => {
  const cases: readonly [string, string | undefined][] = [
    ['BLOCKED: no key', 'no key'],
    ['I tried.\r\n  BLOCKED:   no\u0007 key  \n\n', 'no  key'],
    ['BLOCKED: no key\nBut I found it.', undefined],
    ['BLOCKED:', undefined],
    ['It is BLOCKED: no', undefined],
    ['', undefined],
  ];
  for (const [said, reason] of cases) assert.equal(blockedReason(said), reason, said);
  assert.equal(blockedReason(`BLOCKED: ${'x'.repeat(5_000)}`)?.length, 1_000);
});

it('tells an agent its task, who waits, and what has been before', () => {
  const task = {
    task: 'T1',
    title: 'Bake',
    brief: 'Well.',
    attempt: 2,
    files: ['a.txt'],
    verify: ['make check'],
    blocking: [{ session: 'session-2', task: 'T9', reason: 'needs bread' }],
  };
  const prompt = taskPrompt(task, 'session-1', true);
  for (const part of [
    'before',
    'session-1',
    'T1: Bake',
    'attempt 2',
    'Well.',
    '- a.txt',
    '- make check',
    'session-2 with T9: needs bread',
  ])
    assert.ok(prompt.includes(part), part);
  const first = taskPrompt({ ...task, attempt: 1, files: [], verify: [], blocking: [] }, 'session-1', false);
  assert.doesNotMatch(first, /before|attempt|Others wait|These/);
});
