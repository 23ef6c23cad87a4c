import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lintDocuments } from '../../../../src/domain/document/lintDocuments.ts';
import { LintMemory } from '../../../../src/domain/document/lintMemory.ts';
import type { DocumentRule } from '../../../../src/domain/document/rule.ts';
import { read, readFixtures } from './fixtures.ts';

describe('LintMemory', () => {
  it('checks a document again only when it or its swarm.yaml is another object', () => {
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
    const memory = new LintMemory();
    const swarm = read('swarm.yaml', 'version: 1\n');
    const document = read('STATUS.md', '# Status\n');
    const steps = [
      [document, {}, 1],
      [document, {}, 1],
      [document, { swarm }, 2],
      [document, { swarm }, 2],
      [read('STATUS.md', '# Status\n'), { swarm }, 3],
      [document, { swarm: read('swarm.yaml', 'version: 1\n') }, 4],
    ] as const;
    for (const [about, setting, expected] of steps) {
      memory.findingsOf(rule, about, setting);
      assert.equal(checks, expected);
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
