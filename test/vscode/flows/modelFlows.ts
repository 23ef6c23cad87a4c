import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Flow } from './flows.ts';
import { grantTrust } from './trust.ts';

export const modelFlows: readonly Flow[] = [
  {
    name: 'the editor asks the person before the first agent uses a model of another extension',
    run: async (workbench) => {
      await workbench.showBoard();
      await grantTrust(workbench);
      await workbench.page.getByText('The swarm is ready to launch').waitFor();
      await workbench.palette('S2: Launch Swarm');
      const dialog = workbench.page.locator('.monaco-dialog-box', { hasText: 'S² Swarm' });
      await dialog.waitFor();
      await workbench.shot('model-consent');
      await dialog.getByRole('button', { name: 'Allow' }).click();
    },
  },
  {
    name: 'a task is done with a model of the editor, verified, merged and priced',
    run: async (workbench, folder) => {
      await workbench.row(/S1\.P1\.T1, Write a poem, Done/).waitFor({ timeout: 60_000 });
      await workbench.shot('model-done');
      const poem = execFileSync('git', ['show', 's2/poems:poem.txt'], { cwd: folder, encoding: 'utf8' });
      assert.match(poem, /came out of the editor/);
    },
  },
];
