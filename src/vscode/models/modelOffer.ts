import { toDisposable, type Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import type { SwarmStatus, SwarmStore } from '../swarm/swarmStore.ts';

/** Serves the editor's models to the swarm of a folder until it is closed. */
export type ServeModels = (folder: string) => Promise<{ close(): Promise<void> }>;

export interface ModelOfferParts {
  readonly store: Pick<SwarmStore, 'status' | 'onDidChange'>;
  readonly isTrusted: () => boolean;
  /** Called when there is a session that needs it. */
  readonly serve: ServeModels;
  readonly log: Log;
}

/** Offers this window's models to the swarm that it shows, while that has sessions with the provider `vscode-lm`, in a workspace that is trusted. */
export function createModelOffer({ store, isTrusted, serve, log }: ModelOfferParts): Disposable {
  let serving: { readonly folder: string; readonly service: ReturnType<ServeModels> } | undefined;
  const stop = (): void => {
    serving?.service
      .then((service) => service.close())
      .catch((fault: unknown) => log.warn('models are not served', { cause: String(fault) }));
    serving = undefined;
  };
  const look = (status: SwarmStatus): void => {
    const folder = isTrusted() ? folderThatNeeds(status) : undefined;
    if (folder === serving?.folder) return;
    stop();
    if (folder === undefined) return;
    const service = serve(folder);
    service.catch((fault: unknown) =>
      log.error(`The models of this window cannot be offered to the swarm: ${String(fault)}`),
    );
    serving = { folder, service };
  };
  look(store.status);
  const listening = store.onDidChange(look);
  return toDisposable(() => {
    listening.dispose();
    stop();
  });
}

function folderThatNeeds(status: SwarmStatus): string | undefined {
  if (status.kind !== 'live') return undefined;
  return status.snapshot.sessions.some(({ provider }) => provider === 'vscode-lm') ? status.folder : undefined;
}
