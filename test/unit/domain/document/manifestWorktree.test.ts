import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readYaml } from '../../../../src/adapters/yaml/readYaml.ts';
import { checkShape } from '../../../../src/domain/document/checkShape.ts';
import { readManifest } from '../../../../src/domain/document/swarmManifest.ts';
import { SourceText } from '../../../../src/domain/document/sourceText.ts';
import { swarmShape } from '../../../../src/domain/document/swarmShape.ts';
import type { WorktreeSpec } from '../../../../src/domain/task/worktreeSpec.ts';

const cases: readonly (readonly [name: string, top: string, own: string, expected: WorktreeSpec | undefined])[] = [
  ['nothing stated', '', '', undefined],
  ['for all', 'worktree: { setup: npm ci, ports: 20 }', '', { setup: 'npm ci', setupMinutes: 10, copy: [], ports: 20 }],
  [
    'for one session alone',
    '',
    'worktree: { copy: [.env.test], setup_timeout_minutes: 3 }',
    { setupMinutes: 3, copy: ['.env.test'], ports: 10 },
  ],
  [
    'key by key, the session first',
    'worktree: { setup: npm ci, copy: [a], ports: 20 }',
    'worktree: { copy: [], ports: 0 }',
    { setup: 'npm ci', setupMinutes: 10, copy: [], ports: 0 },
  ],
  [
    'what is out of bounds counts as not stated',
    'worktree: { setup: " ", ports: 100000, setup_timeout_minutes: 0.5 }',
    '',
    { setupMinutes: 10, copy: [], ports: 10 },
  ],
];

function yamlOf(top: string, own: string): string {
  return `version: 1\nname: n\ndocuments: []\n${top}\nsessions:\n  - id: one\n    ${own}\n`;
}

describe('what swarm.yaml says of worktrees', () => {
  for (const [name, top, own, expected] of cases) {
    it(name, () => {
      const { root } = readYaml(new SourceText(yamlOf(top, own)));
      assert.ok(root);
      assert.deepEqual(readManifest(root).sessions[0]?.worktree, expected);
    });
  }

  it('is checked with its place: keys that are not known, and values out of bounds', () => {
    const { root } = readYaml(
      new SourceText(yamlOf('worktree: { set_up: npm ci }', 'worktree: { ports: 201, copy: .env }')),
    );
    assert.ok(root);
    const found = checkShape(root, swarmShape).map(({ code, range }) => `${code} ${range.start.line}`);
    assert.deepEqual(found, ['unknown-key 3', 'wrong-value 6', 'wrong-value 6']);
  });
});
