import { Emitter } from '../../base/emitter.ts';
import type { WaitingRoom } from './waitingRoom.ts';

/** How a swarm ends for those who are there: for the leader, for the agent host, and for whoever waits for work. */
export class Ending {
  readonly #room: WaitingRoom;
  readonly #stopAsked = new Emitter<void>();
  #finishing = false;
  #stopRequested = false;
  #hostDismissed = false;

  /** Fires when a person asks that everything ends. */
  readonly onStopRequested = this.#stopAsked.event;

  constructor(room: WaitingRoom) {
    this.#room = room;
  }

  /** Whether there will be no more work. */
  get isFinishing(): boolean {
    return this.#finishing;
  }

  /** Asks whoever leads, and the agent host, to end. */
  requestStop(): void {
    if (this.#stopRequested) return;
    this.#stopRequested = true;
    this.finish();
    this.#stopAsked.fire();
  }

  /** Tells any agent host that connects to go, or no longer so. */
  dismissHost(go: boolean): void {
    this.#hostDismissed = go;
    this.#room.changed();
  }

  /** Tells everybody who waits for work that there will be none. */
  finish(): void {
    this.#finishing = true;
    this.#room.changed();
  }

  /** Resolves when the agent host is to stop. */
  hostIsDismissed(signal: AbortSignal): Promise<void> {
    return this.#room.wait(() => this.#stopRequested || this.#hostDismissed, signal);
  }
}
