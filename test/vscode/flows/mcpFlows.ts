import type { Flow } from './flows.ts';
import { launchSwarm } from './launch.ts';
import { grantTrust } from './trust.ts';

const server = 'S² Swarm: session-1 (reviewer)';

export const mcpFlows: readonly Flow[] = [
  {
    name: 'the session of an outside agent is among the MCP servers of the editor while its swarm runs',
    run: async (workbench) => {
      await workbench.showBoard();
      await grantTrust(workbench);
      await workbench.page.getByText('The swarm is ready to launch').waitFor();
      await launchSwarm(workbench);
      await workbench.row(/S1\.P1\.T1, Review it, Ready/).waitFor();
      await workbench.palette('MCP: List Servers');
      await workbench.quickPickRow(server).waitFor();
      await workbench.shot('mcp-servers');
    },
  },
  {
    name: 'the editor starts the server with the token of its session, and sees its tools',
    run: async (workbench) => {
      await workbench.pick(server);
      await workbench.pick('Start Server');
      // The editor opens what it has to say about a server that it starts; between words there is no ordinary space.
      await workbench.page.locator('.part.panel .view-line', { hasText: /Discovered.\d\d.tools/ }).waitFor();
      await workbench.shot('mcp-running');
      await workbench.palette('S2: Stop Swarm');
    },
  },
];
