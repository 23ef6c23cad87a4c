import { createHash } from 'node:crypto';
import { createPlan } from '../../../../../src/domain/document/createPlan.ts';
import type { Generation } from '../../../../../src/domain/document/generate/subject.ts';
import type { SwarmDocument } from '../../../../../src/domain/document/model.ts';
import type { SwarmPlan } from '../../../../../src/domain/task/plan.ts';
import { lines, read } from '../fixtures.ts';

const swarm = lines(
  'version: 1',
  'name: bakery',
  'documents: ["**/*.md"]',
  'sessions:',
  '  - { id: session-1, role: bread, branch: s2/bread, budget: $10, capabilities: [code-analysis:numerics, docs:technical-writing], agents: { haiku: 1 } }',
  '  - { id: session-2, role: cake, branch: s2/cake, budget: $5, capabilities: [testing:unit], agents: { haiku: 1 } }',
);

const task = (number: number, title: string, file: string, ...fields: readonly string[]): readonly string[] => [
  `## Task ${number}: ${title} (Haiku)`,
  'Bake it.',
  `- **File:** ${file}`,
  '- **Estimated:** 1 hour, $1',
  '- **Run:** `make`',
  '- **Verify:** `test -e bread`',
  ...fields,
  '',
];

const phases: Readonly<Record<string, string>> = {
  'INSTRUCTIONS-SESSION-1-PHASE-1.md': lines(
    '# Session 1 (bread) - Phase 1',
    '',
    ...task(1, 'Bread', 'bread.txt'),
    ...task(2, 'Rolls', 'rolls.txt', '- **Depends on:** S1.P1.T1'),
    '**Completion:** commit',
  ),
  'INSTRUCTIONS-SESSION-1-PHASE-2.md': lines(
    '# Session 1 (bread) - Phase 2',
    '',
    ...task(1, 'Sandwich', 'sandwich.txt', '- **Depends on:** S2.P1.T1'),
    '**Completion:** commit',
  ),
  'INSTRUCTIONS-SESSION-2-PHASE-1.md': lines(
    '# Session 2 (cake) - Phase 1',
    '',
    ...task(1, 'Cake', 'cake.txt', '- **Depends on:** S1.P1.T1'),
    '**Completion:** commit',
  ),
};

/** The documents of a small swarm of two sessions and two phases; each phase file is well formed. */
export function bakery(): readonly SwarmDocument[] {
  return [read('swarm.yaml', swarm), ...Object.entries(phases).map(([path, text]) => read(path, text))];
}

/** SHA-256 of the phase files. */
export const hashes = new Map(
  Object.entries(phases).map(([path, text]) => [path, createHash('sha256').update(text).digest('hex')]),
);

/** The plan that documents make. */
export function planOf(documents: readonly SwarmDocument[]): SwarmPlan {
  const found = documents.find(({ kind }) => kind === 'swarm');
  const { plan, problems } = found ? createPlan(documents, found) : { plan: undefined, problems: [] };
  if (!plan) throw new Error(`no plan: ${problems.map(({ message }) => message).join(' ')}`);
  return plan;
}

/** The swarm at work: bread is baked, rolls failed once and are held, cake is blocked. */
export function atWork(): Generation {
  return {
    plan: planOf(bakery()),
    hashes,
    now: {
      tasks: new Map([
        [
          'S1.P1.T1',
          {
            status: 'completed',
            owner: 'session-1',
            epoch: 1,
            failures: 0,
            merge: 'ab'.repeat(20),
            completedAt: 1_790_000_000_000,
          },
        ],
        ['S1.P1.T2', { status: 'claimed', owner: 'session-1', epoch: 2, failures: 1, lastFailure: 'make: no flour' }],
        ['S1.P2.T1', { status: 'pending', owner: null, epoch: 0, failures: 0 }],
        ['S2.P1.T1', { status: 'pending', owner: null, epoch: 1, failures: 0 }],
      ]),
      sessions: new Map([
        ['session-1', { state: 'working', working: ['S1.P1.T2'], spent: 1.5 }],
        ['session-2', { state: 'blocked', working: [] }],
      ]),
      blockers: [
        {
          id: 'B7',
          task: 'S2.P1.T1',
          session: 'session-2',
          reason: 'the oven is cold',
          needs: ['testing:unit'],
          since: 1_790_000_060_000,
          helpers: ['session-1'],
        },
      ],
    },
  };
}
