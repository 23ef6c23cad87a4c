import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fixDocuments } from '../../../../src/domain/document/fixes.ts';
import { lintDocuments } from '../../../../src/domain/document/lintDocuments.ts';
import type { DocumentText } from '../../../../src/domain/document/readDocument.ts';
import type { Rule } from '../../../../src/domain/document/rule.ts';
import { rules } from '../../../../src/domain/document/rules/index.ts';
import { parsers, read, testFacts } from './fixtures.ts';

const docs = join(import.meta.dirname, '../../../../docs/rules');
const sources = join(import.meta.dirname, '../../../../src/domain/document/rules');

/** A rule lives in the file with its own name and is explained on the page of the same name. */
function fileOf(id: string): string {
  const source = readdirSync(sources).find((name) => readFileSync(join(sources, name), 'utf8').includes(`id: '${id}'`));
  return source?.replace(/\.ts$/, '') ?? '';
}

const usualNames: Readonly<Record<string, string>> = {
  markdown: 'INSTRUCTIONS-SESSION-1-PHASE-1.md',
  yaml: 'swarm.yaml',
};
const usualSwarm = { path: 'swarm.yaml', text: 'sessions: [{ id: session-1 }, { id: session-2 }]\n' };

/** The documents of a section: one for each fence, named behind its language where the usual name does not do. */
function examplesOf(page: string, section: string, rule: Rule): readonly DocumentText[] {
  const body = page.split(`\n## ${section}\n`)[1]?.split(/\n## (?:Why|Bad|Good|Fix)\n/)[0] ?? '';
  const found = [...body.matchAll(/^(`{3,})(\w+)(?: (\S+))?\n([\s\S]*?)\n\1$/gm)].map(
    ([, , language = '', name, text = '']) => ({ path: name ?? usualNames[language] ?? language, text: `${text}\n` }),
  );
  const isSwarm = found.some(({ path }) => path === 'swarm.yaml');
  const all = isSwarm || rule.loose !== 'off' ? found : [usualSwarm, ...found];
  return all.map(({ path, text }) => ({ path, text: path === 'swarm.yaml' ? completed(text) : text }));
}

/** Examples of swarm.yaml show only what they are about. */
function completed(text: string): string {
  const heads = { version: '1', name: 'kitchen', documents: '["**/*.md", "**/STATUS*.yaml"]' };
  const missing = Object.entries(heads).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(text));
  return text + missing.map(([key, value]) => `${key}: ${value}\n`).join('');
}

function findingsOf(rule: Rule, texts: readonly DocumentText[]) {
  return lintDocuments(
    texts.map(({ path, text }) => read(path, text)),
    { facts: testFacts },
  ).filter((problem) => problem.rule === rule.id);
}

describe('docs/rules', () => {
  it('has a page for each rule and a rule for each page', () => {
    assert.deepEqual(readdirSync(docs).sort(), rules.map((rule) => `${fileOf(rule.id)}.md`).sort());
  });
  it('speaks of 50 rules or more, with ids of their own', () => {
    assert.ok(rules.length >= 50);
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  });
  for (const rule of rules) {
    const page = readFileSync(join(docs, `${fileOf(rule.id)}.md`), 'utf8');
    it(`explains ${rule.id} with what it is, why, a bad and a good example, and the fix`, () => {
      assert.ok(page.startsWith(`# ${rule.id}\n\n${rule.summary}\n`), 'title and summary');
      assert.ok(page.includes(`**Severity:** ${rule.severity}`), 'severity');
      for (const part of ['## Why', '## Bad', '## Good', '## Fix']) assert.ok(page.includes(`\n${part}\n`), part);
    });
    it(`finds ${rule.id} in the bad example of its page, and not in the good one`, () => {
      const bad = examplesOf(page, 'Bad', rule);
      const found = findingsOf(rule, bad);
      assert.ok(found.length > 0, 'the bad example is bad');
      assert.deepEqual(findingsOf(rule, examplesOf(page, 'Good', rule)), [], 'the good example is good');
      const fixed = findingsOf(rule, fixDocuments(bad, parsers, { facts: testFacts }));
      const left = found.filter(({ fix }) => !fix || fix.choice);
      assert.equal(fixed.length, left.length, 'a fixed document is clean of it');
    });
  }
});
