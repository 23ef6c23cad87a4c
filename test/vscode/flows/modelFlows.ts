import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../harness/editorFolders.ts';
import type { Flow } from './flows.ts';
import { launchSwarm } from './launch.ts';
import { shotInThemes } from './themes.ts';
import { grantTrust } from './trust.ts';

const told = 'mind the thorns';

export const modelFlows: readonly Flow[] = [
  {
    name: 'the panel shows what a model of the editor does, and what it asks a person',
    run: async (workbench) => {
      await workbench.showBoard();
      await grantTrust(workbench);
      await workbench.page.getByText('The swarm is ready to launch').waitFor();
      await launchSwarm(workbench);
      await workbench.row(/S1\.P1\.T1, Write a poem/).waitFor();
      await workbench.palette('S2: Open Session');
      await workbench.pick('session-1');
      const panel = workbench.webview();
      await panel.locator('.line.said', { hasText: 'Let me think of a poem.' }).first().waitFor({ timeout: 60_000 });
      const create = panel.locator('.call.ok', { hasText: 'create_file' });
      await create.locator('.diff .row.added', { hasText: '+Roses are nice,' }).waitFor();
      await panel.locator('.needs li', { hasText: 'Which colour <b>have</b> they?' }).waitFor();
      assert.equal(await panel.locator('.needs b').count(), 0);
      await panel.locator('.call.running', { hasText: 'ask_person' }).waitFor();
      await workbench.shot('session-needs-you');
    },
  },
  {
    name: 'what a person says in the panel is shown as sent',
    run: async (workbench) => {
      const panel = workbench.webview();
      await panel.locator('.hint', { hasText: 'reaches the agent at its next step' }).waitFor();
      await panel.locator('#message').fill(told);
      await panel.locator('#message').press('Enter');
      await panel.locator('.sent li', { hasText: told }).waitFor();
      assert.equal(await panel.locator('#message').inputValue(), '');
    },
  },
  {
    name: 'a question is answered with the keyboard in the panel, and the agent reads both at its next step',
    run: async (workbench) => {
      const panel = workbench.webview();
      // The message box has the focus: one key leads to what waits, one more would approve it.
      await workbench.page.keyboard.press('Escape');
      const input = panel.locator('.needs input:focus');
      await input.waitFor();
      await input.fill('violet');
      await workbench.page.keyboard.press('Enter');
      await panel.locator('.heard', { hasText: told }).waitFor();
      await panel.locator('.sent li').waitFor({ state: 'detached' });
      await panel.locator('.needs').waitFor({ state: 'hidden' });
      const edit = panel.locator('.call.ok', { hasText: 'edit_file' });
      await edit.locator('.row.removed', { hasText: '-Roses are nice,' }).waitFor();
      await edit.locator('.row.added', { hasText: `+as I was told: ${told},` }).waitFor();
      const command = panel.locator('.call.ok', { hasText: 'run_command' });
      await command.locator('.state', { hasText: 'exit 0' }).waitFor();
      await command.locator('.line', { hasText: 'Roses are violet,' }).waitFor();
    },
  },
  {
    name: 'a task is done with a model that another extension provides, verified, merged and priced',
    run: async (workbench, folder) => {
      const panel = workbench.webview();
      await panel.locator('.call.ok', { hasText: 'verify' }).waitFor({ timeout: 60_000 });
      await panel.locator('.tasks .spent', { hasText: /^\$0\.\d+/ }).waitFor();
      await panel.locator('.cost', { hasText: /^\$0\.\d+ of \$5\.00 spent/ }).waitFor();
      await workbench.row(/S1\.P1\.T1, Write a poem, Done/).waitFor({ timeout: 60_000 });
      await shotInThemes(workbench, 'session');
      await workbench.shot('model-of-the-editor');
      const poem = execFileSync('git', ['show', 's2/poems:poem.txt'], { cwd: folder, encoding: 'utf8' });
      assert.match(poem, /^Roses are violet,\nas I was told: mind the thorns,\n.*came out of the editor/);
      const cli = join(projectRoot, 'dist/cli.js');
      const status = execFileSync(process.execPath, [cli, 'status', '--json', '-C', folder], { encoding: 'utf8' });
      assert.ok(Object(JSON.parse(status)).sessions[0].spent > 0, status);
    },
  },
];
