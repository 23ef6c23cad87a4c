import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lintDocuments } from '../../../src/domain/document/lintDocuments.ts';
import { read } from '../domain/document/fixtures.ts';

interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
}

const load = (name: string): Readonly<Record<string, Snippet>> =>
  JSON.parse(readFileSync(new URL(`../../../snippets/${name}.json`, import.meta.url), 'utf8'));

/** The text when every placeholder keeps its first choice. */
function expand({ body }: Snippet): string {
  return body
    .join('\n')
    .replaceAll(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replaceAll(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1')
    .replaceAll(/\\([$}\\])/g, '$1');
}

const { Task: task, Swarm: swarm, Session: session, ...documents } = { ...load('markdown'), ...load('yaml') };

const paths: Readonly<Record<string, string>> = {
  's2-phase': 'INSTRUCTIONS-SESSION-1-PHASE-1.md',
  's2-blocked': 'INSTRUCTIONS-SESSION-1-PHASE-1.md',
  's2-board': 'TASK-BOARD.md',
  's2-status': 'STATUS-SESSION-1.md',
  's2-disable': 'INSTRUCTIONS-SESSION-1-PHASE-1.md',
};

for (const [name, snippet] of Object.entries(documents)) {
  test(`snippet ${name} is read without a guess`, () => {
    const document = read(paths[snippet.prefix] ?? '', expand(snippet));
    assert.deepEqual(document.problems, []);
    assert.equal(document.dialect, 'canonical');
  });
}

test('a swarm of snippets alone has nothing wrong', () => {
  assert.ok(task && swarm && session && documents['Phase file']);
  const indented = expand(session).replaceAll(/^(?=.)/gm, '  ');
  const manifest = expand(swarm) + indented;
  const plan = expand(documents['Phase file']).replace('**Completion', `${expand(task)}\n**Completion`);
  const found = lintDocuments([read('swarm.yaml', manifest), read('phases/INSTRUCTIONS-SESSION-1-PHASE-1.md', plan)]);
  assert.deepEqual(
    found.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${rule}: ${message}`),
    [],
  );
  assert.deepEqual(
    read('phases/INSTRUCTIONS-SESSION-1-PHASE-1.md', plan).tasks.map(({ id }) => id.value),
    ['S1.P1.T1', 'S1.P1.T2'],
  );
});
