import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommand } from '../../../../src/domain/agent/parseCommand.ts';

const argv: readonly [string, readonly string[]][] = [
  ['npm test', ['npm', 'test']],
  ['  npm\t test  -- ndi ', ['npm', 'test', '--', 'ndi']],
  [`node -e 'console.log(1 && "a|b")'`, ['node', '-e', 'console.log(1 && "a|b")']],
  [`grep "a b" 'c d' e\\ f`, ['grep', 'a b', 'c d', 'e f']],
  [`x "a\\"b\\\\c\\n" ''`, ['x', 'a"b\\c\\n', '']],
  [`a"b"'c'd`, ['abcd']],
  [`a \\$HOME "\\$x" '$y'`, ['a', '$HOME', '$x', '$y']],
  ['a b#c d~e', ['a', 'b#c', 'd~e']],
  ['make A=1', ['make', 'A=1']],
  ['test ! -e a', ['test', '!', '-e', 'a']],
  ['echo {a,b}', ['echo', '{a,b}']],
];
for (const [command, expected] of argv) {
  test(`no shell: ${command}`, () => {
    assert.deepEqual(parseCommand(command), { kind: 'argv', argv: expected });
  });
}

const shell = [
  'a && b',
  'a || b',
  'a | b',
  'a; b',
  'a &',
  'a > b',
  'a < b',
  'a >> b',
  '(a)',
  'echo $HOME',
  'echo `id`',
  'echo "$HOME"',
  'echo "`id`"',
  'ls *.ts',
  'ls a?',
  'ls [ab]',
  'a\nb',
  '# comment',
  'a # comment',
  'cd a',
  'exit 3',
  'export A=1',
  'A=1 b',
  'A+=1',
  '! a',
  'if a',
  '. ./x',
  'ls ~',
  ': > a',
];
for (const command of shell) {
  test(`shell: ${JSON.stringify(command)}`, () => {
    assert.deepEqual(parseCommand(` ${command} `), { kind: 'shell', text: command });
  });
}

for (const command of ['', '  \n', "a 'b", 'a "b', 'a \\', 'a\0b', "''", '"" a']) {
  test(`problem: ${JSON.stringify(command)}`, () => {
    assert.equal(parseCommand(command).kind, 'problem');
  });
}
