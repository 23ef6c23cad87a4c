import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { CancellationToken, LanguageModelToolResult } from 'vscode';
import { manifestTools, manifestToolTitles } from '../../../../scripts/manifestTools.ts';
import type { EditorToolCall } from '../../../../src/protocol/editorTools.ts';
import { err, ok } from '../../../../src/base/result.ts';
import { createEditorTool } from '../../../../src/vscode/mcp/languageModelTools.ts';
import { SwarmStore } from '../../../../src/vscode/swarm/swarmStore.ts';
import { aLeader } from '../../../support/memoryLeader.ts';
import { aSessionView, aSnapshot } from '../../../support/snapshots.ts';

const never: CancellationToken = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

const outside = (id: string) => aSessionView(id, { provider: 'mcp' });

/** Invokes a tool in an editor whose swarm has these sessions; what the desk was asked, and what the model is told. */
async function invoke(
  input: object,
  sessions: readonly ReturnType<typeof aSessionView>[] | undefined,
  { isTrusted = true, isGranted = true, token = never } = {},
): Promise<{ readonly calls: readonly EditorToolCall[]; readonly told: string }> {
  const store = new SwarmStore();
  if (sessions) store.attach('/w', aLeader(aSnapshot({ sessions: [...sessions] })).leader);
  const calls: EditorToolCall[] = [];
  const told: string[] = [];
  const tool = createEditorTool('s2_claim', {
    store,
    isTrusted: () => isTrusted,
    loadDesk: () =>
      Promise.resolve({
        call: (call) => {
          calls.push(call);
          return Promise.resolve(
            isGranted ? ok({ outcome: 'claimed' }) : err({ code: 'taken', message: 'Somebody has it.' }),
          );
        },
        leave: () => Promise.resolve(),
      }),
    result: (text): LanguageModelToolResult => {
      told.push(text);
      return { content: [] };
    },
  });
  await Promise.resolve(tool.invoke({ input, toolInvocationToken: undefined }, token)).catch((fault: unknown) => {
    told.push(fault instanceof Error ? fault.message : String(fault));
  });
  return { calls, told: told.join() };
}

test('a tool works as the only session for outside agents, with its own fields alone', async () => {
  const { calls, told } = await invoke({ task: 'A' }, [aSessionView('session-1'), outside('session-2')]);
  assert.partialDeepStrictEqual(calls, [{ folder: '/w', session: 'session-2', name: 'claim', input: { task: 'A' } }]);
  assert.equal(calls.length, 1);
  assert.equal(told, '{"outcome":"claimed"}');
});

const refusals: readonly (readonly [string, Parameters<typeof invoke>, RegExp])[] = [
  ['no swarm runs', [{}, undefined], /^not-running: /],
  ['the workspace is not trusted', [{}, [outside('session-2')], { isTrusted: false }], /^forbidden: /],
  ['no session is for outside agents', [{}, [aSessionView('session-1')]], /^unknown: .*provider: mcp/],
  [
    'several are, and none is named',
    [{}, [outside('session-1'), outside('session-2')]],
    /choose from session-1, session-2/,
  ],
  [
    'a session of a runner is named',
    [{ session: 'session-1' }, [aSessionView('session-1'), outside('session-2')]],
    /choose from session-2/,
  ],
  ['the coordinator refuses', [{}, [outside('session-2')], { isGranted: false }], /^taken: Somebody has it\.$/],
];

for (const [when, given, expected] of refusals)
  test(`a tool throws its refusal when ${when}`, async () => {
    assert.match((await invoke(...given)).told, expected);
  });

test('a call that is cancelled before it begins is cancelled for the desk', async () => {
  const token = { ...never, isCancellationRequested: true };
  const { calls } = await invoke({ session: 'session-1' }, [outside('session-1'), outside('session-2')], { token });
  assert.deepEqual([calls[0]?.session, calls[0]?.signal.aborted], ['session-1', true]);
});

test('the manifest declares the tools as MCP has them; node scripts/writeManifestTools.ts writes it', () => {
  const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8'));
  assert.deepEqual(read('package.json').contributes.languageModelTools, JSON.parse(JSON.stringify(manifestTools())));
  const texts = Object.entries<string>(read('package.nls.json')).filter(([key]) => key.startsWith('tool.'));
  assert.deepEqual(Object.fromEntries(texts), manifestToolTitles());
});
