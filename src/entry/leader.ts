import { ok } from '../base/result.ts';
import type { LaunchSwarm } from '../protocol/swarmLeader.ts';
import { openLeader } from './openLeader.ts';

/** Launches the swarm of a folder for a window; loads the native ledger, so it is imported at the first launch only. */
export const launchSwarm: LaunchSwarm = async (folder, options) => {
  const opened = await openLeader(folder, options);
  return opened.ok ? ok(opened.value.leader) : opened;
};
