import type { Event, McpServerDefinitionProvider, McpStdioServerDefinition } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { SwarmStatus, SwarmStore } from '../swarm/swarmStore.ts';

/** What the provider needs of the editor, so that it can be tried without one. */
export interface McpEditor {
  readonly isTrusted: () => boolean;
  readonly define: (
    label: string,
    command: string,
    args: string[],
    env: Record<string, string>,
  ) => McpStdioServerDefinition;
}

export interface McpDefinitionsParts {
  readonly store: Pick<SwarmStore, 'status' | 'onDidChange'>;
  readonly editor: McpEditor;
  /** The command line program of this extension. */
  readonly program: string;
  /** The token of a session; asked when its server is about to start, and not kept. */
  readonly tokenOf: (folder: string, session: string) => Promise<string>;
}

/** A session that an outside agent may work as. */
interface OpenSession {
  readonly folder: string;
  readonly id: string;
  readonly role: string;
}

/**
 * Offers the editor's agents an MCP server for each session with the provider `mcp` of the swarm that runs in this window. Nothing is offered in a
 * workspace that is not trusted, and a definition holds no token before its server starts.
 */
export function createMcpDefinitions({
  store,
  editor,
  program,
  tokenOf,
}: McpDefinitionsParts): McpServerDefinitionProvider<McpStdioServerDefinition> & Disposable {
  const changed = new Emitter<void>();
  const sessions = new WeakMap<McpStdioServerDefinition, OpenSession>();
  let shown = '';
  const look = (status: SwarmStatus): void => {
    const now = JSON.stringify(openSessions(status));
    if (now === shown) return;
    shown = now;
    changed.fire();
  };
  const listening = store.onDidChange(look);
  const define = (session: OpenSession, token: Record<string, string> = {}): McpStdioServerDefinition => {
    const { id, role, folder } = session;
    const args = [program, 'mcp', '--session', id, '-C', folder];
    // In VS Code this process is Electron, and so is the one that it starts by the same path.
    const env = { ELECTRON_RUN_AS_NODE: '1', ...token };
    const made = editor.define(`S² Swarm: ${id} (${role})`, process.execPath, args, env);
    sessions.set(made, session);
    return made;
  };
  return {
    onDidChangeMcpServerDefinitions: ((listener) => changed.event(() => listener())) satisfies Event<void>,
    provideMcpServerDefinitions: () =>
      editor.isTrusted() ? openSessions(store.status).map((each) => define(each)) : [],
    resolveMcpServerDefinition: async (server) => {
      const session = sessions.get(server);
      if (!session || !editor.isTrusted()) return undefined;
      // A new one, so that the token is in nothing that stays.
      return define(session, { S2_TOKEN: await tokenOf(session.folder, session.id) });
    },
    dispose: () => {
      listening.dispose();
      changed.dispose();
    },
  };
}

function openSessions(status: SwarmStatus): readonly OpenSession[] {
  if (status.kind !== 'live') return [];
  return status.snapshot.sessions
    .filter(({ provider }) => provider === 'mcp')
    .map(({ id, role }) => ({ folder: status.folder, id, role }));
}
