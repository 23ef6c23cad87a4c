import { dirname, join } from 'node:path';
import { createGitAnchors } from '../adapters/git/gitAnchors.ts';
import { openConsumerJournal } from '../adapters/sqlite/consumerJournal.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import { createAnchorConsumer } from '../app/consumers/anchorConsumer.ts';
import { needsOfLetters } from '../app/consumers/deadLetters.ts';
import { DurableConsumer } from '../app/consumers/durableConsumer.ts';
import type { Coordinator } from '../app/coordinator/coordinator.ts';
import type { ConsumerJournal } from '../app/ports/consumerJournal.ts';
import type { Ledger } from '../app/ports/ledger.ts';
import type { Log } from '../base/log.ts';
import type { SwarmSnapshot } from '../protocol/swarmSnapshot.ts';

/** The journal of the consumers of the swarm with this name. */
export function openJournal(stateFolder: string, swarm: string): ConsumerJournal {
  return openConsumerJournal(join(stateFolder, 'consumers.db'), swarm);
}

/** What needs a person because a consumer could not do it, read anew after `refresh`. */
export interface LetterNeeds {
  readonly current: () => SwarmSnapshot['needsYou'];
  readonly refresh: () => void;
}

/** Keeps what is shown of the letters: it is asked for many times a second. */
export function createLetterNeeds(journal: ConsumerJournal): LetterNeeds {
  let current = needsOfLetters(journal.letters());
  return { current: () => current, refresh: () => void (current = needsOfLetters(journal.letters())) };
}

/** Starts everybody for whom the ledger's entries are something to do. */
export function startConsumers(parts: {
  readonly coordinator: Coordinator;
  readonly ledger: Ledger;
  readonly journal: ConsumerJournal;
  readonly needs: LetterNeeds;
  readonly stateFolder: string;
  readonly log: Log;
}): { close(): Promise<void> } {
  const { coordinator, ledger, journal, needs, stateFolder, log } = parts;
  const anchors = new DurableConsumer({
    consumer: createAnchorConsumer({
      anchors: createGitAnchors(dirname(stateFolder)),
      checkpoints: () => ledger.checkpoints(),
      branch: () => coordinator.state.integrationBranch,
      clock: systemClock,
    }),
    follow: (from, subscriber) => coordinator.feed.follow(from, subscriber),
    read: (sequence) => {
      for (const { body } of ledger.read(sequence - 1)) return body;
      return undefined;
    },
    end: coordinator.state.sequence,
    journal,
    clock: systemClock,
    log,
    onLetters: () => {
      needs.refresh();
      coordinator.showAgain();
    },
  });
  anchors.start();
  return { close: () => anchors.close() };
}
