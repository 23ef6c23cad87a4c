import {
  RequestError,
  type ReadTextFileRequest,
  type ReadTextFileResponse,
  type WriteTextFileRequest,
} from '@agentclientprotocol/sdk';
import { linePatch } from '../../domain/agent/linePatch.ts';
import { changePart } from '../../protocol/showParts.ts';
import { partLimits } from '../../protocol/transcriptPart.ts';
import type { Found } from '../../app/ports/worktreeFiles.ts';
import type { AgentPlace } from './agentPlace.ts';
import { oneLine } from './showUpdate.ts';
import type { Spoken } from './spoken.ts';

/** Gives an agent a text file of its worktree, or lines of it; what it may not have, or is not there, is an error with the reason. */
export async function readTextLines(
  { path, line, limit }: ReadTextFileRequest,
  place: AgentPlace,
): Promise<ReadTextFileResponse> {
  const below = granted(await place.inside(path));
  if (line === undefined && limit === undefined) return { content: granted(await place.files.readAll(below)) };
  const from = Math.max(1, line ?? 1);
  return { content: granted(await place.files.read(below, from, limit ?? Number.MAX_SAFE_INTEGER)).text };
}

/** Writes a text file of the worktree whole, or not at all. */
export async function writeTextFile(
  { path, content }: WriteTextFileRequest,
  { place, spoken }: { readonly place: AgentPlace; readonly spoken: Spoken },
): Promise<void> {
  const below = granted(await place.inside(path));
  // What it replaces is shown as far as it is a text; a file that is new replaces nothing.
  const before = await place.files.readAll(below);
  granted(await place.files.write(below, content, false));
  const patch = linePatch(before.ok ? before.value : '', content, partLimits.patch);
  spoken.line(`wrote ${oneLine(below)}`, changePart({ call: null, path: below, ...patch }));
}

function granted<T>(found: Found<T>): T {
  if (!found.ok) throw RequestError.invalidParams(undefined, oneLine(found.reason));
  return found.value;
}
