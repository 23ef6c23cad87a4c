import type { CancellationToken, LanguageModelTool, LanguageModelToolResult } from 'vscode';
import { editorToolPrefix, type EditorDesk } from '../../protocol/editorTools.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';

export interface EditorToolParts {
  readonly store: Pick<SwarmStore, 'status'>;
  readonly isTrusted: () => boolean;
  /** Loads what does the work; called at the first call of a tool. */
  readonly loadDesk: () => Promise<EditorDesk>;
  readonly result: (text: string) => LanguageModelToolResult;
}

/**
 * One tool for models of the editor, by its name in the manifest. A refusal is thrown with its code and sentence, as the editor wants it: a model is never
 * told of success without the effect.
 */
export function createEditorTool(name: string, parts: EditorToolParts): LanguageModelTool<object> {
  return {
    invoke: async ({ input }, token) => {
      const { session, ...own } = readInput(input);
      const place = choosePlace(session, parts);
      const desk = await parts.loadDesk();
      const call = { ...place, name: name.slice(editorToolPrefix.length), input: own, signal: signalOf(token) };
      const answer = await desk.call(call);
      if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
      return parts.result(JSON.stringify(answer.value));
    },
  };
}

/** What a model sends is checked by the desk, all but the one field that is not the tool's own. */
function readInput(input: object): { readonly session: string | undefined } & Readonly<Record<string, unknown>> {
  const { session, ...own }: Readonly<Record<string, unknown>> = { ...input };
  return { ...own, session: typeof session === 'string' ? session : undefined };
}

/** Whom a model speaks for: the session that it names, or the only one that there is for outside agents. */
function choosePlace(
  wanted: string | undefined,
  { store, isTrusted }: EditorToolParts,
): { readonly folder: string; readonly session: string } {
  const { status } = store;
  if (!isTrusted()) throw new Error('forbidden: this workspace is not trusted. A person may trust it.');
  if (status.kind !== 'live') throw new Error('not-running: no swarm runs in this window. A person launches it.');
  const open = status.snapshot.sessions.filter(({ provider }) => provider === 'mcp').map(({ id }) => id);
  const session = wanted ?? (open.length === 1 ? open[0] : undefined);
  if (session !== undefined && open.includes(session)) return { folder: status.folder, session };
  const names = open.length === 0 ? 'this swarm has none (provider: mcp)' : `choose from ${open.join(', ')}`;
  throw new Error(`unknown: there is no such session for outside agents; ${names}.`);
}

function signalOf(token: CancellationToken): AbortSignal {
  const cancelled = new AbortController();
  token.onCancellationRequested(() => cancelled.abort());
  if (token.isCancellationRequested) cancelled.abort();
  return cancelled.signal;
}
