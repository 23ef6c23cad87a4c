import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { workbenchUrl } from './harness/editorBrowser.ts';
import { shotsFolder } from './harness/editorFolders.ts';
import type { EditorServer } from './harness/editorServer.ts';
import { runInHost } from './harness/runInHost.ts';
import { writeSampleSwarm } from './harness/sampleSwarm.ts';
import { bundleHostTests, prepareEditor, type Editor } from './harness/prepareEditor.ts';
import { Workbench } from './harness/workbench.ts';
import { flowGroups } from './flows/flows.ts';

let editor: Editor;

before(
  async () => {
    editor = await prepareEditor();
  },
  { timeout: 600_000 },
);
after(() => editor?.stop());

test('the package holds the program and its native module, and nothing of its making', () => {
  const { extension } = editor;
  assert.deepEqual(readdirSync(join(extension, 'dist/node_modules')), ['better-sqlite3']);
  const natives = readdirSync(join(extension, 'dist/node_modules/better-sqlite3/prebuilds'));
  assert.deepEqual(natives, [`${process.platform}-${process.arch}.node`]);
  const strange = readdirSync(extension).filter((name) =>
    /^(?:node_modules|src|test|scripts|webview|\.git.*)$/.test(name),
  );
  assert.deepEqual(strange, []);
});

test('in the extension host', { timeout: 300_000 }, async (t) => {
  const { folders, extension, page } = editor;
  const workspace = join(folders.root, 'hostWorkspace');
  writeSampleSwarm(workspace, { mistypedModel: true });
  const tests = await bundleHostTests(folders);
  const server = await editor.serve('host-tests');
  const report = await runInHost({ page, server, workspace, extension, tests, output: folders.root });
  for (const { name, error } of report.tests) await t.test(name, () => assert.equal(error, undefined));
  assert.ok(report.tests.length > 0);
  writeFileSync(join(shotsFolder, 'figures.json'), JSON.stringify(report.figures, undefined, 2));
  for (const [name, ms] of Object.entries(report.figures)) t.diagnostic(`${name}: ${ms.toFixed(1)}`);
});

describe('as a person uses it', { timeout: 600_000 }, () => {
  let server: EditorServer;

  before(async () => {
    editor.page.setDefaultTimeout(20_000);
    server = await editor.serve('person');
  });

  for (const group of flowGroups)
    describe(group.name, () => {
      let workbench: Workbench;
      let folder: string;
      let broken: string | undefined;

      before(async () => {
        // Outside of this project: a folder inside would belong to its repository.
        folder = mkdtempSync(join(tmpdir(), 's2-flow-'));
        group.prepare(folder);
        workbench = new Workbench(editor.page);
        await editor.page.goto(workbenchUrl(server, folder, { skipWelcome: 'true', skipReleaseNotes: 'true' }));
        await workbench.ready();
      });
      after(() => rmSync(folder, { recursive: true, force: true }));

      for (const { name, run } of group.flows)
        test(name, async (t) => {
          // Each flow starts where the one before ended: after a failure the rest would only wait in vain.
          assert.equal(broken, undefined, 'an earlier flow failed');
          try {
            await run(workbench, folder);
          } catch (fault) {
            broken = name;
            await workbench.shot(`failed-${t.name.replaceAll(/\W+/g, '-')}`);
            throw fault;
          }
        });
    });
});
