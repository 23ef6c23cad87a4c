import type { OutputChunk } from '../../protocol/swarmSnapshot.ts';

/** Keeps what a session's agents print, in order, for the session panel; old parts are given up as it grows. */
export interface Transcript {
  append(chunk: OutputChunk): Promise<void>;
}
