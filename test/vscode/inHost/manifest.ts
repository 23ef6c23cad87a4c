import assert from 'node:assert/strict';
import { commands, extensions } from 'vscode';
import { commandIds, viewIds } from '../../../src/vscode/ids.ts';
import { extensionId } from './activation.ts';
import type { HostTest } from './index.ts';

export const manifestTests: readonly HostTest[] = [
  {
    name: 'every command of the manifest is registered, and every view can be shown',
    run: async () => {
      const registered = new Set(await commands.getCommands(true));
      const wanted = [...Object.values(commandIds), ...Object.values(viewIds).map((id) => `${id}.focus`)];
      assert.deepEqual(
        wanted.filter((id) => !registered.has(id)),
        [],
      );
    },
  },
  {
    name: 'the manifest asks for limited work in untrusted workspaces',
    run: () => {
      const manifest: unknown = extensions.getExtension(extensionId)?.packageJSON;
      assert.ok(typeof manifest === 'object' && manifest !== null && 'capabilities' in manifest);
      const { capabilities } = manifest;
      assert.ok(typeof capabilities === 'object' && capabilities !== null && 'untrustedWorkspaces' in capabilities);
      assert.partialDeepStrictEqual(capabilities.untrustedWorkspaces, { supported: 'limited' });
    },
  },
];
