import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closedBreaker, type Breaker } from '../../../../src/domain/governor/breaker.ts';
import {
  afterCommandFault,
  afterCommandWorked,
  commandName,
  commandOpenMs,
  describeCommandFailure,
  type CommandFault,
} from '../../../../src/domain/governor/commandBreaker.ts';

const names: readonly [command: string, name: string][] = [
  ['npm test', 'npm test'],
  ['npm run build -- --watch', 'npm run build'],
  ['npm run build lint all', 'npm run build'],
  ['node test/a.js', 'node'],
  ['node --test test/a.js', 'node'],
  ['./tools/check.sh --fast x', './tools/check.sh'],
  ['test -e made.txt', 'test'],
  ["'my tool' go", 'my?tool go'],
  ['cd web && CI=1 npm test | tee log', 'npm test'],
  ['CI=1 npm test', 'npm test'],
  ['(npm test) > log', 'npm test'],
  ['X=1', 'sh'],
  ['$(curl x)', '?'],
  ['', 'sh'],
  ["'", '?'],
  [`${'x'.repeat(5_000)} go`, `${'x'.repeat(100)} go`],
  ['a\u001b[31mb', 'a??31mb'],
];
describe('the name that a command is counted under', () => {
  for (const [command, name] of names)
    test(JSON.stringify(command).slice(0, 40), () => {
      assert.equal(commandName(command), name);
      assert.equal(commandName(name), name, 'a name is its own');
    });
});

type Step = readonly [task: string, what: CommandFault | 'worked'];

function after(steps: readonly Step[], threshold = 3, from: Breaker = closedBreaker): Breaker {
  return steps.reduce(
    (breaker, [task, what]) =>
      what === 'worked'
        ? afterCommandWorked(breaker, task)
        : afterCommandFault(breaker, { task, fault: what, at: 1_000, threshold }),
    from,
  );
}

const open = (reason: string): Breaker => ({ state: 'open', since: 1_000, until: 1_000 + commandOpenMs, reason });
const tried: Breaker = { state: 'half-open', trial: 'T1' };
const none = 'not-started';

const rows: readonly [what: string, found: Breaker, expected: Breaker][] = [
  [
    'opens when it could not be started in three tasks',
    after([
      ['T1', none],
      ['T2', none],
      ['T3', none],
    ]),
    open('it could not be started for T1, T2, T3'),
  ],
  [
    'not when that was one task three times',
    after([
      ['T1', none],
      ['T1', none],
      ['T1', none],
    ]),
    { state: 'closed', failures: ['not-started T1'] },
  ],
  [
    'not when the manner differs',
    after([
      ['T1', none],
      ['T2', none],
      ['T3', 'timed-out'],
    ]),
    { state: 'closed', failures: ['timed-out T3'] },
  ],
  [
    'not when it has worked in between',
    after([
      ['T1', none],
      ['T2', none],
      ['T4', 'worked'],
      ['T3', none],
    ]),
    {
      state: 'closed',
      failures: ['not-started T3'],
    },
  ],
  [
    'not by one task alone, whatever the threshold',
    after([['T1', none]], 1),
    {
      state: 'closed',
      failures: ['not-started T1'],
    },
  ],
  ['opens again when its trial fails so', after([['T1', none]], 3, tried), open('it could not be started for T1')],
  ['is not opened by another while it is tried', after([['T2', none]], 3, tried), tried],
  ['closes when its trial works', after([['T1', 'worked']], 3, tried), closedBreaker],
  ['is not closed by another that began before', after([['T2', 'worked']], 3, tried), tried],
  [
    'stays open whatever ends meanwhile',
    after(
      [
        ['T9', 'worked'],
        ['T8', none],
      ],
      3,
      open('x'),
    ),
    open('x'),
  ],
];
describe('the breaker of a command', () => {
  for (const [what, found, expected] of rows) test(what, () => assert.deepEqual(found, expected));
});

test('a counted failure is told in words', () => {
  const counted = afterCommandFault(closedBreaker, { task: 'S1.P1.T2', fault: 'not-started', at: 0, threshold: 3 });
  assert.ok(counted.state === 'closed');
  assert.deepEqual(counted.failures.map(describeCommandFailure), ['it could not be started for S1.P1.T2']);
});
