import type { Result } from '../benchmark.ts';
import type { PeerPlace } from './peerPlace.ts';

/** Another system that does a comparable thing, measured beside ours: same machine, same disk, as durable as it can be set. */
export interface Peer {
  readonly name: string;
  readonly rowOfSpec: string;
  run(place: PeerPlace): Promise<Result>;
}
