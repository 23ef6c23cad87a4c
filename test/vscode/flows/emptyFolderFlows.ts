import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeSampleSwarm } from '../harness/sampleSwarm.ts';
import type { Flow } from './flows.ts';
import { grantTrust } from './trust.ts';

export const emptyFolderFlows: readonly Flow[] = [
  {
    name: 'the board says what to do first, and drafts a swarm.yaml',
    run: async (workbench) => {
      await workbench.showBoard();
      await grantTrust(workbench);
      await workbench.page.getByText('This workspace has no swarm.yaml yet').waitFor();
      await workbench.shot('no-plan');
      await workbench.page.getByRole('button', { name: 'Create swarm.yaml' }).click();
      await workbench.page.locator('.view-line', { hasText: 'name: my-swarm' }).waitFor();
    },
  },
  {
    name: 'the witness says what will be there',
    run: async (workbench) => {
      await workbench.palette('S² Swarm: Focus on Witness View');
      await workbench.page.getByText('The signed history of a swarm appears here').waitFor();
      await workbench.shot('no-ledger');
    },
  },
  {
    name: 'the walkthrough opens',
    run: async (workbench) => {
      await workbench.palette('S2: Open Walkthrough');
      await workbench.page.getByText('Launch your first swarm').first().waitFor();
      await workbench.shot('walkthrough');
    },
  },
  {
    name: 'a launch that cannot work says why in one sentence, and can be repeated',
    run: async (workbench, folder) => {
      writeSampleSwarm(folder, { mistypedModel: false });
      rmSync(join(folder, '.git'), { recursive: true });
      await workbench.page.getByText('The swarm is ready to launch').waitFor();
      await workbench.palette('S2: Launch Swarm');
      await workbench.message(/git/).waitFor();
      await workbench.shot('launch-refused');
      await workbench.page.getByRole('button', { name: 'Launch Swarm' }).first().waitFor();
    },
  },
];
