import assert from 'node:assert/strict';
import { extensions, lm } from 'vscode';
import { extensionId } from './activation.ts';
import type { HostTest } from './index.ts';

export const toolTests: readonly HostTest[] = [
  {
    name: 'the language-model tools of the manifest are registered, and do nothing in a workspace that is not trusted',
    run: async () => {
      const manifest: unknown = extensions.getExtension(extensionId)?.packageJSON;
      const declared: readonly { readonly name: string }[] = Object(manifest).contributes.languageModelTools;
      assert.ok(declared.length > 10);
      for (const { name } of declared) {
        const told = await lm.invokeTool(name, { input: {}, toolInvocationToken: undefined }).then(
          ({ content }) => JSON.stringify(content),
          (fault: unknown) => String(fault),
        );
        assert.match(told, /forbidden: this workspace is not trusted/, `${name}: ${told}`);
      }
    },
  },
];
