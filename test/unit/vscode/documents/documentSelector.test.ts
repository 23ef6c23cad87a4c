import assert from 'node:assert/strict';
import { matchesGlob } from 'node:path';
import { test } from 'node:test';
import { documentPatterns } from '../../../../src/vscode/documents/documentSelector.ts';
import { isSwarmDocument } from '../../../../src/vscode/documents/documentRoots.ts';

const isSelected = (path: string) => documentPatterns.some((pattern) => matchesGlob(path, pattern));

const ours: readonly string[] = [
  'plans/INSTRUCTIONS-SESSION-1-PHASE-1.md',
  'instructions-session-1-phase-2.md',
  'Instructions_Agent_6.txt',
  'PHASES-3-4-SESSION-2.md',
  'a/b/PHASE-2-TASK-BOARD.md',
  'TASK_QUEUE.md',
  'AUTONOMOUS-NEXT-TASKS.md',
  'FILLER-TASK-CATALOG.md',
  'MULTI-SESSION-STATUS.md',
  'PHASE-1-COORDINATION-MATRIX.md',
  'PHASE-0-DEPENDENCY-MATRIX.md',
  'BLOCKERS.md',
  'BLOCKER-MATRIX.md',
  'SESSION-HANDOVER-2026-01-01.md',
  'INTEGRATION-PROGRESS-TRACKER.md',
  'STATUS.md',
  'status-session-1.yaml',
  'swarm.yaml',
  'Swarm.yml',
];

for (const path of ours) {
  test(`features are offered in ${path}`, () => {
    assert.ok(isSwarmDocument(path), 'the reader does not take it for one of ours');
    assert.ok(isSelected(path));
  });
}

for (const path of [
  'README.md',
  'docs/instructions.md',
  'swarm.yaml.md',
  'my-swarm.yaml',
  'INSTRUCTIONS-1.ts',
  'status.json',
  'package.json',
  'AGENTS.md',
]) {
  test(`no features are offered in ${path}`, () => assert.ok(!isSelected(path)));
}
