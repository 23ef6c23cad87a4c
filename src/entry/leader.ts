import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '../base/result.ts';
import type { AttachSwarm, LaunchSwarm } from '../protocol/swarmLeader.ts';
import type { SwarmSnapshot } from '../protocol/swarmSnapshot.ts';
import { openDerivedTokens } from '../adapters/socket/derivedTokens.ts';
import { attachLeader } from './attachLeader.ts';
import { openLeader } from './openLeader.ts';
import { foldFile, stoppedSnapshot } from './readSwarm.ts';

/** How long a window that has just opened looks for a leader: a take-over may be under way. */
const patienceMs = 1_500;

/** Launches the swarm of a folder for a window; loads the native ledger, so it is imported at the first launch only. */
export const launchSwarm: LaunchSwarm = async (folder, options) => {
  const opened = await openLeader(folder, options);
  return opened.ok ? ok(opened.value.leader) : opened;
};

/** Attaches a window to the swarm of a folder whose agents are at work. */
export const attachSwarm: AttachSwarm = async (folder) => {
  const stateFolder = join(folder, '.s2');
  return existsSync(join(stateFolder, 'ledger.db')) ? attachLeader(stateFolder, { patienceMs }) : undefined;
};

/** How the swarm of a folder was left, from its ledger; undefined when none was ever launched there. */
export function lastSnapshot(folder: string): SwarmSnapshot | undefined {
  const file = join(folder, '.s2', 'ledger.db');
  const state = existsSync(file) ? foldFile(file) : undefined;
  return state && state.sequence > 0 ? stoppedSnapshot(state) : undefined;
}

/** The token by which an outside agent speaks for a session of the swarm in a folder. */
export async function sessionToken(folder: string, session: string): Promise<string> {
  const tokens = await openDerivedTokens(join(folder, '.s2', 'keys'));
  return tokens.tokenOf(`session/${session}`);
}

export { sessionDisk } from './diskReport.ts';
