import assert from 'node:assert/strict';
import type { Flow } from './flows.ts';
import { grantTrust } from './trust.ts';

export const trustFlows: readonly Flow[] = [
  {
    name: 'a workspace without trust is checked, and says why it cannot launch',
    run: async (workbench) => {
      await workbench.showBoard();
      await workbench.page.getByText('This workspace is not trusted').waitFor();
      await workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).first().waitFor();
      await workbench.shot('untrusted');
      assert.equal(await workbench.offers('S2: Launch Swarm'), false);
      assert.equal(await workbench.offers('S2: Lint Workspace'), true);
    },
  },
  {
    name: 'trust makes the launch possible',
    run: async (workbench) => {
      await grantTrust(workbench);
      await workbench.page.getByText('The swarm is ready to launch').waitFor();
      await workbench.shot('welcome');
      assert.equal(await workbench.offers('S2: Launch Swarm'), true);
    },
  },
];
