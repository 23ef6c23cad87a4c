import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decideSandbox,
  sandboxOf,
  sandboxSaid,
  type SandboxChoice,
  type SandboxKind,
} from '../../../../src/domain/agent/decideSandbox.ts';

const command = { id: 'session-1', provider: 'command' } as const;
const agent = { id: 'session-2', provider: 'acp' } as const;
const outside = { id: 'session-3', provider: 'mcp' } as const;

const cases: readonly (readonly [
  SandboxChoice,
  string | null,
  readonly (typeof command | typeof agent | typeof outside)[],
  string,
])[] = [
  ['required', null, [command, outside], 'os'],
  ['required', 'it is root', [command], 'The commands of this plan cannot be sandboxed here: it is root'],
  ['required', null, [command, agent], 'The outside agents of session-2 run without a sandbox'],
  ['auto', null, [command, agent], 'os'],
  ['auto', 'it is root', [command], 'none'],
  ['off', null, [command], 'none'],
];
for (const [choice, whyNot, sessions, expected] of cases)
  test(`sandbox ${choice}, ${whyNot ?? 'possible'}, ${sessions.map(({ provider }) => provider).join(' and ')}: ${expected}`, () => {
    const decided = decideSandbox(choice, whyNot, sessions);
    assert.equal(decided.ok ? decided.kind : decided.reason, expected);
  });

test('an outside agent is never said to be confined', () => {
  const providers = ['command', 'anthropic', 'vscode-lm', 'acp', 'mcp'];
  assert.deepEqual(
    providers.map((provider) => sandboxOf(provider, 'os')),
    ['os', 'os', 'os', 'none', 'none'],
  );
  assert.equal(sandboxOf('command', 'none'), 'none');
});

const said: readonly (readonly [
  readonly (readonly [provider: string, sandbox: SandboxKind])[],
  SandboxKind | undefined,
])[] = [
  [[['command', 'os']], 'os'],
  [[['command', 'none']], 'none'],
  // Agents from outside are never confined: that says nothing of what a person wants for the commands of the plan.
  [[], undefined],
  [[['mcp', 'none']], undefined],
  [
    [
      ['acp', 'none'],
      ['mcp', 'none'],
    ],
    undefined,
  ],
  [
    [
      ['acp', 'none'],
      ['anthropic', 'os'],
    ],
    'os',
  ],
  [
    [
      ['acp', 'none'],
      ['anthropic', 'none'],
    ],
    'none',
  ],
];
for (const [joined, expected] of said)
  test(`sessions that joined as ${joined.map((each) => each.join(' ')).join(', ') || 'nobody'} say: ${expected ?? 'nothing'}`, () => {
    assert.equal(sandboxSaid(joined.map(([provider, sandbox]) => ({ provider, sandbox }))), expected);
  });
