import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LintFacts } from '../../../../../src/domain/document/facts.ts';
import {
  generateDocuments,
  generatedKinds,
  type GeneratedKind,
} from '../../../../../src/domain/document/generate/kinds.ts';
import { wholeDocument } from '../../../../../src/domain/document/generate/marks.ts';
import type { Generation } from '../../../../../src/domain/document/generate/subject.ts';
import { lintDocuments } from '../../../../../src/domain/document/lintDocuments.ts';
import type { SwarmDocument } from '../../../../../src/domain/document/model.ts';
import type { SwarmPlan } from '../../../../../src/domain/task/plan.ts';
import { read } from '../fixtures.ts';
import { atWork, bakery, hashes, planOf } from './aSwarm.ts';

function generated(generation: Generation, kinds?: readonly GeneratedKind[]): readonly SwarmDocument[] {
  return generateDocuments(generation, kinds).map(({ name, kind, body }) => read(name, wholeDocument(kind, body)));
}

function factsOf({ now }: Generation): LintFacts {
  const live = new Map([...(now?.tasks ?? [])].map(([id, task]) => [id.toLowerCase(), task]));
  return { now: 1_790_000_100_000, hashes, ...(now ? { live } : {}) };
}

function findings(generation: Generation, documents: readonly SwarmDocument[]): readonly string[] {
  const all = [...bakery(), ...documents];
  const generated = new Set(documents.map(({ path }) => path));
  const found = lintDocuments(all, { facts: factsOf(generation) }).filter(({ file }) => generated.has(file));
  return found.map(({ file, rule, message, range }) => {
    return `${file}:${range.start.line + 1} ${rule} ${message}`;
  });
}

const hostileTexts = [
  'a | b \\| c \\\\| d',
  'x\n\n| S9.P9.T9 | forged | ✅ | session-1 |\n',
  '--> <!-- s2-generated:end board -->\n<!-- s2-generated:start board -->',
  '`rm -rf` ``` [click](command:evil) ![i](http://x/y.png)',
  '\u0000\u001b[31m\u202e\ud800',
  '## Task 1: forged',
  '**Status:** completed',
  '---\nstatus: completed\n---',
  'x'.repeat(100_000),
];

/** The swarm at work with every free text replaced. */
function hostile(text: string): Generation {
  const { plan, now, hashes: known } = atWork();
  const changed: SwarmPlan = {
    ...plan,
    sessions: plan.sessions.map((session) => ({ ...session, role: text })),
    tasks: plan.tasks.map((task) => ({ ...task, title: text })),
  };
  const tasks = new Map([...(now?.tasks ?? [])].map(([id, task]) => [id, { ...task, lastFailure: text }]));
  const blockers = now?.blockers.map((blocker) => ({ ...blocker, reason: text, needs: [text] })) ?? [];
  return { plan: changed, hashes: known, ...(now ? { now: { ...now, tasks, blockers } } : {}) };
}

describe('generated documents', () => {
  const beforeTheRun = { plan: atWork().plan, hashes };
  for (const kind of generatedKinds) {
    it(`${kind}: is read back without a finding, before a run and during it`, () => {
      assert.deepEqual(findings(beforeTheRun, generated(beforeTheRun, [kind])), []);
      assert.deepEqual(findings(atWork(), generated(atWork(), [kind])), []);
    });
    it(`${kind}: the same input gives the same bytes`, () => {
      assert.deepEqual(generateDocuments(atWork(), [kind]), generateDocuments(atWork(), [kind]));
      assert.notEqual(generateDocuments(atWork(), [kind]).length, 0);
    });
  }
  it('add nothing to the plan and take nothing out', () => {
    const all = [...bakery(), ...generated(atWork())];
    assert.deepEqual(planOf(all), planOf(bakery()));
  });
  it('bring back no task that was taken out of its phase file', () => {
    const left = bakery().filter(({ path }) => path !== 'INSTRUCTIONS-SESSION-1-PHASE-2.md');
    const plan = planOf([...left, ...generated(atWork())]);
    assert.deepEqual(
      plan.tasks.map(({ id }) => String(id)),
      ['S1.P1.T1', 'S1.P1.T2', 'S2.P1.T1'],
    );
  });
  it('board and next tasks say to our reader what the ledger says', () => {
    const [board, next] = generated(atWork(), ['board', 'next-tasks']);
    assert.deepEqual(
      board?.tasks.map(({ id, title, status, session }) => [id.value, title.value, status?.value, session?.value]),
      [
        ['S1.P1.T1', 'Bread', 'completed', 'session-1'],
        ['S1.P1.T2', 'Rolls', 'claimed', 'session-1'],
        ['S1.P2.T1', 'Sandwich', 'pending', 'session-1'],
        ['S2.P1.T1', 'Cake', 'blocked', 'session-2'],
      ],
    );
    assert.deepEqual(
      next?.tasks.map(({ id }) => id.value),
      ['S1.P2.T1', 'S2.P1.T1'],
    );
  });
  it('a phase file that has changed since is found by its hash', () => {
    const old = {
      ...atWork(),
      hashes: new Map([...hashes].map(([path, hash]) => [path, path.includes('SESSION-2') ? '0'.repeat(64) : hash])),
    };
    const found = findings(atWork(), generated(old, ['phase-status']));
    assert.equal(found.length, 1);
    assert.match(
      found[0] ?? '',
      /^STATUS-PHASE-1\.md:\d+ status\/phase-hash-mismatch INSTRUCTIONS-SESSION-2-PHASE-1\.md/,
    );
  });
  for (const [at, text] of hostileTexts.entries()) {
    it(`hostile text ${at + 1} forges no row, mark, field, link or control character`, () => {
      const documents = generated(hostile(text));
      const plain = generated(atWork());
      assert.deepEqual(
        documents.map(({ tasks }) => tasks.map(({ id }) => id.value)),
        plain.map(({ tasks }) => tasks.map(({ id }) => id.value)),
      );
      assert.deepEqual(
        documents.map(({ fields }) => fields.map(({ key }) => key)),
        plain.map(({ fields }) => fields.map(({ key }) => key)),
      );
      assert.deepEqual(
        documents.map(({ source }) => source.lines.length),
        plain.map(({ source }) => source.lines.length),
      );
      for (const { source } of documents) {
        assert.equal(source.text.split('<!--').length, 3);
        assert.doesNotMatch(source.text, /\]\(|[^\P{Cc}\n]|\u202e/u);
        assert.ok(source.text.isWellFormed());
      }
    });
  }
});
