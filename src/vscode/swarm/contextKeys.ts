import { commands } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { contextIds } from '../ids.ts';
import type { SwarmStatus, SwarmStore } from './swarmStore.ts';

/** Keeps the key that `when` clauses read in step with the swarm. */
export function createContextKeys(store: SwarmStore): Disposable {
  let last: string | undefined;
  const publish = (status: SwarmStatus) => {
    const value = swarmKey(status);
    if (value === last) return;
    last = value;
    void commands.executeCommand('setContext', contextIds.swarm, value);
  };
  publish(store.status);
  return store.onDidChange(publish);
}

function swarmKey(status: SwarmStatus): string {
  if (status.kind !== 'live') return status.kind;
  const { state } = status.snapshot.swarm;
  return state === 'stuck' ? 'running' : state;
}
