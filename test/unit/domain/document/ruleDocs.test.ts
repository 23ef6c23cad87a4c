import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { rules } from '../../../../src/domain/document/rules/index.ts';

const docs = join(import.meta.dirname, '../../../../docs/rules');
const sources = join(import.meta.dirname, '../../../../src/domain/document/rules');

/** A rule lives in the file with its own name and is explained on the page of the same name. */
function fileOf(id: string): string {
  const source = readdirSync(sources).find((name) => readFileSync(join(sources, name), 'utf8').includes(`id: '${id}'`));
  return source?.replace(/\.ts$/, '') ?? '';
}

describe('docs/rules', () => {
  it('has a page for each rule and a rule for each page', () => {
    assert.deepEqual(readdirSync(docs).sort(), rules.map((rule) => `${fileOf(rule.id)}.md`).sort());
  });
  for (const rule of rules) {
    it(`explains ${rule.id} with what it is, why, a bad and a good example, and the fix`, () => {
      const page = readFileSync(join(docs, `${fileOf(rule.id)}.md`), 'utf8');
      assert.ok(page.startsWith(`# ${rule.id}\n\n${rule.summary}\n`), 'title and summary');
      assert.ok(page.includes(`**Severity:** ${rule.severity}`), 'severity');
      for (const part of ['## Why', '## Bad', '## Good', '## Fix']) assert.ok(page.includes(`\n${part}\n`), part);
    });
  }
});
