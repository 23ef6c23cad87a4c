import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lintDocuments } from '../../../../src/domain/document/lintDocuments.ts';
import { LintMemory } from '../../../../src/domain/document/lintMemory.ts';
import type { DocumentRule, TaskRule } from '../../../../src/domain/document/rule.ts';
import { createWorld } from '../../../../src/domain/document/world.ts';
import { read, readFixtures } from './fixtures.ts';

describe('LintMemory', () => {
  it('checks a document again only when it, its swarm.yaml or its tasks are others', () => {
    let checks = 0;
    const rule: DocumentRule = {
      id: 'phase/counted',
      scope: 'document',
      severity: 'info',
      summary: '',
      check: () => {
        checks += 1;
        return [];
      },
    };
    const rules = [rule];
    const memory = new LintMemory();
    const swarm = read('swarm.yaml', 'version: 1\n');
    const document = read('STATUS.md', '# Status\n');
    const phase = read('INSTRUCTIONS-SESSION-1-PHASE-1.md', '# Session 1 - Phase 1\n\n## Task 1: x\n');
    const tasks = phase.tasks.map((task) => ({ task, document: phase }));
    const steps = [
      [document, { tasks: [] }, 1],
      [document, { tasks: [] }, 1],
      [document, { tasks: [], swarm }, 2],
      [document, { tasks: [], swarm }, 2],
      [read('STATUS.md', '# Status\n'), { tasks: [], swarm }, 3],
      [document, { tasks: [], swarm: read('swarm.yaml', 'version: 1\n') }, 4],
      [phase, { tasks, swarm }, 5],
      [phase, { tasks: [...tasks], swarm }, 5],
      [phase, { tasks: [], swarm }, 6],
    ] as const;
    for (const [about, setting, expected] of steps) {
      memory.findingsOf(rules, about, setting);
      assert.equal(checks, expected);
    }
  });

  it('looks at the tasks of one document after an edit of it', () => {
    const seen: string[] = [];
    const rule: TaskRule = {
      id: 'phase/counted',
      scope: 'tasks',
      severity: 'info',
      summary: '',
      check: ({ tasks }) => {
        seen.push(...tasks.map(({ task }) => task.id.value));
        return [];
      },
    };
    const rules = [rule];
    const memory = new LintMemory();
    const phase = (n: number, more = '') =>
      read(`INSTRUCTIONS-SESSION-1-PHASE-${n}.md`, `# Session 1 - Phase ${n}\n\n## Task 1: x${more}\n`);
    const swarm = read('swarm.yaml', 'version: 1\nname: x\ndocuments: ["*.md"]\nsessions:\n  - id: session-1\n');
    const check = (documents: readonly ReturnType<typeof read>[]): void => {
      const world = createWorld(documents, { swarm });
      for (const one of documents) memory.findingsOf(rules, one, { swarm, tasks: world.tasksOf.get(one) ?? [] });
    };
    const [first, second] = [phase(1), phase(2)];
    check([first, second]);
    seen.length = 0;
    check([first, phase(2, ' y')]);
    assert.deepEqual(seen, ['S1.P2.T1']);
  });

  it('sees the row of a board again that no phase file states any more', () => {
    const memory = new LintMemory();
    const swarm = read('swarm.yaml', 'version: 1\nname: x\ndocuments: ["*.md"]\nsessions:\n  - id: session-1\n');
    const board = read(
      'TASK-BOARD.md',
      '| ID | Task | Status | Dependencies | File |\n|--|--|--|--|--|\n| S1.P1.T1 | x | pending | None | ../x |\n',
    );
    const phase = (title: string) =>
      read('INSTRUCTIONS-SESSION-1-PHASE-1.md', `# Session 1 - Phase 1\n\n## ${title}\n- **File:** y\n`);
    for (const title of ['Task 1: x', 'Task 2: x', 'Task 1: x']) {
      const documents = [swarm, board, phase(title)];
      assert.deepEqual(lintDocuments(documents, { memory }), lintDocuments(documents), title);
    }
  });

  it('finds after an edit what a check from nothing finds', () => {
    const memory = new LintMemory();
    const texts = readFixtures('swarm-garden');
    const documents = texts.map(({ path, text }) => read(path, text));
    lintDocuments(documents, { memory });
    for (const [at, { path, text }] of texts.entries()) {
      documents[at] = read(path, text.replaceAll('garden', 'gardens').replaceAll('Task 1', 'Task 7'));
      assert.deepEqual(lintDocuments(documents, { memory }), lintDocuments(documents), path);
    }
  });
});
