import type { Key } from './shape.ts';

/** What swarm.yaml may say of agents that get nowhere, and of errors; see docs/watchdog.md. */
export const watchKeys: Readonly<Record<string, Key>> = {
  watchdog: {
    shape: {
      type: 'map',
      keys: {
        stall_minutes: {
          shape: {
            type: 'number',
            min: 1,
            max: 10_080,
            about: "Without anything that comes of an agent's work; 10 by default.",
          },
        },
        timeout_hours: {
          shape: { type: 'number', min: 0.1, max: 1_000, about: 'Of work on one claim; 6 by default.' },
        },
      },
    },
  },
  error_recovery: {
    shape: {
      type: 'map',
      keys: {
        debug: { shape: { type: 'boolean', about: 'Whether an agent looks for the cause; true by default.' } },
        person_after_minutes: {
          shape: { type: 'number', min: 0, about: 'Then a person is asked; 30 by default.' },
        },
      },
    },
  },
};
