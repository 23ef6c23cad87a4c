import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../harness/editorFolders.ts';
import type { Flow } from './flows.ts';
import { launchSwarm } from './launch.ts';
import { grantTrust } from './trust.ts';

export const modelFlows: readonly Flow[] = [
  {
    name: 'a task is done with a model that another extension provides, verified, merged and priced',
    run: async (workbench, folder) => {
      await workbench.showBoard();
      await grantTrust(workbench);
      await workbench.page.getByText('The swarm is ready to launch').waitFor();
      await launchSwarm(workbench);
      await workbench.row(/S1\.P1\.T1, Write a poem, Done/).waitFor({ timeout: 60_000 });
      await workbench.shot('model-of-the-editor');
      const poem = execFileSync('git', ['show', 's2/poems:poem.txt'], { cwd: folder, encoding: 'utf8' });
      assert.match(poem, /came out of the editor/);
      const cli = join(projectRoot, 'dist/cli.js');
      const status = execFileSync(process.execPath, [cli, 'status', '--json', '-C', folder], { encoding: 'utf8' });
      assert.ok(Object(JSON.parse(status)).sessions[0].spent > 0, status);
    },
  },
];
