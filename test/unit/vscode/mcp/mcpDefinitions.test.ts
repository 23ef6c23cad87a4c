import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CancellationToken, McpStdioServerDefinition } from 'vscode';
import { createMcpDefinitions } from '../../../../src/vscode/mcp/mcpDefinitions.ts';
import { SwarmStore } from '../../../../src/vscode/swarm/swarmStore.ts';
import { aLeader } from '../../../support/memoryLeader.ts';
import { aSessionView, aSnapshot } from '../../../support/snapshots.ts';

const never: CancellationToken = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

/** The provider in an editor that keeps what it is given. */
function offered(isTrusted: () => boolean = () => true) {
  const store = new SwarmStore();
  const asked: string[] = [];
  const definitions = createMcpDefinitions({
    store,
    program: '/extension/dist/cli.js',
    tokenOf: (folder, session) => {
      asked.push(`${folder} ${session}`);
      return Promise.resolve(`token of ${session}`);
    },
    editor: {
      isTrusted,
      define: (label, command, args, env): McpStdioServerDefinition => ({ label, command, args, env }),
    },
  });
  const provide = async () => (await definitions.provideMcpServerDefinitions(never)) ?? [];
  let changes = 0;
  definitions.onDidChangeMcpServerDefinitions?.(() => (changes += 1));
  return { store, definitions, provide, asked, changes: () => changes };
}

const outside = aSessionView('session-2', { provider: 'mcp', role: 'reviewer' });
const swarm = aSnapshot({ sessions: [aSessionView('session-1'), outside] });

test('each session of an outside agent is a server, and only while its swarm runs', async () => {
  const { store, provide, changes } = offered();
  assert.deepEqual(await provide(), []);
  const { leader, push } = aLeader(swarm);
  store.attach('/w', leader);
  assert.deepEqual(await provide(), [
    {
      label: 'S² Swarm: session-2 (reviewer)',
      command: process.execPath,
      args: ['/extension/dist/cli.js', 'mcp', '--session', 'session-2', '-C', '/w'],
      env: { ELECTRON_RUN_AS_NODE: '1' },
    },
  ]);
  push(aSnapshot({ ...swarm, sequence: 2 }));
  assert.equal(changes(), 1, 'a change of anything else is none of the servers');
  store.detach();
  assert.deepEqual([await provide(), changes()], [[], 2]);
});

test('the token is asked for when the server starts, goes through the environment, and is kept nowhere', async () => {
  const { store, definitions, provide, asked } = offered();
  store.attach('/w', aLeader(swarm).leader);
  const [listed] = await provide();
  assert.ok(listed);
  assert.deepEqual(asked, []);
  const started = await definitions.resolveMcpServerDefinition?.(listed, never);
  assert.deepEqual(started?.env, { ELECTRON_RUN_AS_NODE: '1', S2_TOKEN: 'token of session-2' });
  assert.ok(!started?.args.join(' ').includes('token of'));
  assert.ok(!JSON.stringify([listed, await provide()]).includes('token of'));
  assert.deepEqual(asked, ['/w session-2']);
});

test('a workspace that is not trusted is offered none, and no server that was offered before starts', async () => {
  let trusted = true;
  const { store, definitions, provide, asked } = offered(() => trusted);
  store.attach('/w', aLeader(swarm).leader);
  const [listed] = await provide();
  trusted = false;
  assert.deepEqual(await provide(), []);
  assert.ok(listed);
  assert.equal(await definitions.resolveMcpServerDefinition?.(listed, never), undefined);
  assert.deepEqual(asked, []);
});
