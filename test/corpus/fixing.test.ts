import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPlan } from '../../src/domain/document/createPlan.ts';
import { fixDocuments } from '../../src/domain/document/fixes.ts';
import { lintDocuments } from '../../src/domain/document/lintDocuments.ts';
import { parsers, read, readFixtures, testFacts } from '../unit/domain/document/fixtures.ts';
import { createRandom, mutate } from './mutate.ts';

const runs = 600;

describe('a swarm with mistakes in every family', () => {
  const sound = readFixtures('swarm-garden');

  it(`is checked, planned and mended to the end after ${runs} random injuries (S2_SEED chooses others)`, () => {
    const seed = Number(process.env['S2_SEED'] ?? 1);
    const random = createRandom(seed);
    for (let run = 0; run < runs; run++) {
      const texts = sound.map(({ path, text }, at) => {
        const isHurt = at === run % sound.length || (path === 'swarm.yaml' && run % 3 === 0);
        return { path, text: isHurt ? mutate(text, random) : text };
      });
      try {
        const documents = texts.map(({ path, text }) => read(path, text));
        for (const swarm of documents.filter(({ kind }) => kind === 'swarm')) createPlan(documents, swarm);
        const problems = lintDocuments(documents, { facts: testFacts });
        assert.ok(problems.every(({ file }) => documents.some(({ path }) => path === file)));
        if (run % 6 !== 0) continue;
        const fixed = fixDocuments(texts, parsers, { facts: testFacts });
        const left = lintDocuments(
          fixed.map(({ path, text }) => read(path, text)),
          { facts: testFacts },
        ).filter(({ fix }) => fix && !fix.choice);
        assert.deepEqual(
          left.map(({ rule, file, message }) => `${file} ${rule} ${message}`),
          [],
        );
      } catch (cause) {
        throw new Error(`seed ${seed}, injury ${run}`, { cause });
      }
    }
  });
});
