import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  commandIds,
  containerId,
  contextIds,
  mcpProviderId,
  settingIds,
  viewIds,
  walkthroughId,
} from '../../../src/vscode/ids.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'));
const manifest = read('package.json');
const strings: Readonly<Record<string, string>> = read('package.nls.json');
const { contributes } = manifest;

const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

/** Every text of a JSON value, keys left out. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const sameSets: readonly [string, readonly string[], readonly string[]][] = [
  ['commands', contributes.commands.map(({ command }: { command: string }) => command), Object.values(commandIds)],
  ['views', ids(contributes.views[containerId]), Object.values(viewIds)],
  ['containers', ids(contributes.viewsContainers.activitybar), [containerId]],
  ['settings', Object.keys(contributes.configuration.properties), Object.values(settingIds)],
  ['MCP providers', ids(contributes.mcpServerDefinitionProviders), [mcpProviderId]],
  ['walkthroughs', ids(contributes.walkthroughs), [walkthroughId]],
];

for (const [what, declared, typed] of sameSets)
  test(`${what} of the manifest and of the code are the same`, () => {
    assert.deepEqual([...declared].sort(), [...typed].sort());
  });

test('menus, welcome views and walkthroughs name only known commands', () => {
  const known = new Set<string>(Object.values(commandIds));
  const inMenus = Object.values(contributes.menus)
    .flat()
    .flatMap((item) => (item as { command: string }).command);
  const inTexts = Object.values(strings).flatMap((text) =>
    [...text.matchAll(/command:(s2\.\w+)\)/g)].map(([, id]) => id),
  );
  const used = [...inMenus, ...inTexts].filter((id) => id !== undefined);
  assert.ok(used.length > 20);
  assert.deepEqual(
    used.filter((id) => !known.has(id)),
    [],
  );
});

test('when clauses use only context keys that the code sets', () => {
  const known = new Set<string>([
    ...Object.values(contextIds),
    ...Object.values(viewIds),
    ...Object.values(settingIds),
  ]);
  const conditions = textsOf([contributes.menus, contributes.viewsWelcome, contributes.commands]).filter((text) =>
    /==|&&|=~/.test(text),
  );
  const used = conditions.flatMap((text) =>
    [...text.matchAll(/(?:config\.)?(s2(?:\.\w+)+)/g)].map(([, id]) => id ?? ''),
  );
  assert.ok(used.length > 10);
  assert.deepEqual(
    used.filter((id) => !known.has(id)),
    [],
  );
});

test('every text of the manifest is in package.nls.json, and every text there is used', () => {
  const used = textsOf(manifest).flatMap((text) => /^%(.+)%$/.exec(text)?.[1] ?? []);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(strings).sort());
});

test('files that the manifest names exist', () => {
  const files = textsOf(contributes).filter((text) => /^(?:\.\/)?(?:media|syntaxes)\//.test(text));
  assert.ok(files.length >= 6);
  for (const file of [...files, manifest.icon])
    assert.ok(readFileSync(new URL(`../../../${file}`, import.meta.url)).length > 0, file);
});
