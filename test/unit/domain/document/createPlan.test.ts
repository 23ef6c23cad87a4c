import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { usualCallLimits } from '../../../../src/domain/governor/bulkhead.ts';
import { defaultPolicy } from '../../../../src/domain/task/plan.ts';
import { createPlan } from '../../../../src/domain/document/createPlan.ts';
import type { SwarmDocument } from '../../../../src/domain/document/model.ts';
import { lines, read, readFixtures } from './fixtures.ts';

function plan(documents: readonly SwarmDocument[]) {
  const swarm = documents.find((document) => document.kind === 'swarm');
  assert.ok(swarm);
  return createPlan(documents, swarm);
}

const swarmOf = (...more: readonly string[]) =>
  read('swarm.yaml', lines('version: 1', 'name: x', 'documents: ["**/*.md"]', ...more));
const phaseOf = (path: string, ...tasks: readonly string[]) => read(path, lines('# Plan', ...tasks));

describe('createPlan', () => {
  it('makes the whole plan of a sound swarm', () => {
    const { plan: made, problems } = plan(readFixtures('swarm-sound').map(({ path, text }) => read(path, text)));
    assert.deepEqual(problems, []);
    assert.deepEqual(made?.sessions, [
      {
        id: 'session-1',
        role: 'harbour data',
        branch: 's2/harbour',
        capabilities: ['data:tides', 'docs:*'],
        agents: { haiku: 2 },
        provider: 'command',
      },
      {
        id: 'session-2',
        role: 'web page',
        branch: 's2/session-2',
        capabilities: ['ui:html'],
        agents: {},
        provider: 'command',
      },
    ]);
    assert.equal(made?.integrationBranch, 's2/tide-tables');
    assert.deepEqual(
      made?.tasks.map(({ id, session, phase, model, dependsOn, priority }) => [
        id,
        session,
        phase,
        model,
        dependsOn,
        priority,
      ]),
      [
        ['print', undefined, undefined, undefined, ['S2.P1.T1'], 'P2'],
        ['S1.P1.T1', 'session-1', 1, 'haiku', [], 'P0'],
        ['tides', 'session-1', 1, 'sonnet', ['S1.P1.T1'], 'P2'],
        ['S2.P1.T1', 'session-2', 1, 'haiku', ['S1.P1.T1', 'tides'], 'P2'],
        ['moor', 'session-1', undefined, 'haiku', ['tides'], 'P2'],
      ],
    );
    const tides = made?.tasks[2];
    assert.deepEqual(tides, {
      id: 'tides',
      title: 'Compute the tides',
      session: 'session-1',
      phase: 1,
      model: 'sonnet',
      brief: '',
      files: ['data/tides.json', 'data/*.csv'],
      dependsOn: ['S1.P1.T1'],
      capabilities: ['data:tides', 'docs:style'],
      priority: 'P2',
      estimate: { hours: 1.5 },
      run: 'node build/tides.mjs',
      verify: ['node --test data', 'node --test tides'],
      unblock: { capabilities: ['ui:html'], run: 'node build/sign.mjs' },
      source: { file: 'phases/INSTRUCTIONS-SESSION-1-PHASE-1.md', line: 14 },
    });
  });

  it('makes no plan of a swarm with errors, even when they are switched off', () => {
    const swarm = swarmOf('sessions: [{ id: session-1 }]', 'lint: { rules: { phase/unknown-dependency: off } }');
    const broken = phaseOf('INSTRUCTIONS-SESSION-1-PHASE-1.md', '## Task 1: x', '- **Depends on:** nothing-like-it');
    const { plan: made, problems } = plan([swarm, broken]);
    assert.equal(made, undefined);
    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error').map(({ rule }) => rule),
      ['phase/unknown-dependency'],
    );
  });

  it('makes no plan of a swarm.yaml that cannot be read', () => {
    for (const text of ['', '[', 'version: 1', 'just text', '- a\n- b', '{}']) {
      const { plan: made, problems } = createPlan([], read('swarm.yaml', text));
      assert.equal(made, undefined, text);
      assert.ok(
        problems.some(({ severity, file }) => severity === 'error' && file === 'swarm.yaml'),
        text,
      );
    }
  });

  it('matches file names to sessions by id, case, number and prefix', () => {
    const names = ['1', 'session-1', 'SESSION-1', '1-ROLE', 'beta', 'BETA', 'gamma-2'];
    const sessions = ['session-1', 'Beta', 'gamma-2'];
    const expected = ['session-1', 'session-1', 'session-1', 'session-1', 'Beta', 'Beta', 'gamma-2'];
    const swarm = swarmOf(`sessions: [${sessions.map((id) => `{ id: ${id} }`).join(', ')}]`);
    const found = names.map((name) => {
      const made = plan([swarm, phaseOf(`INSTRUCTIONS-SESSION-${name}-PHASE-1.md`, '## Task 1: x')]).plan;
      return made?.tasks[0]?.session;
    });
    assert.deepEqual(found, expected);
  });

  it('takes policy, branches and budgets as stated', () => {
    const swarm = swarmOf(
      'integration_branch: all/in',
      'sessions:',
      '  - { id: a, branch: "work/*", budget: $40 }',
      '  - { id: b, budget: 40.5 }',
      'resource_policy: { approval_required_above: $2.50, min_capability_match: 0.5, circuit_breaker_failure_threshold: 5, max_file_mb: 2, max_cost_per_task: 10.0, max_cost: $100, max_cost_per_day: 20.5, call_limits: { team: { concurrent: 4, tokens_per_minute: 90000 }, anthropic: { requests_per_minute: 50 } } }',
      'rescue_policy: { min_capability_match: 0.9, max_rescuers_per_blocker: 1 }',
      'decisions: { quorum: 3, supermajority: 0.9, hazards: [legal] }',
      'autonomy: { human_approval_phases: [2, 4], protected_branches: [main] }',
    );
    const { plan: made } = plan([swarm, phaseOf('INSTRUCTIONS-SESSION-a-PHASE-1.md', '## Task 1: x')]);
    assert.deepEqual(made?.policy, {
      ...defaultPolicy,
      breakerThreshold: 5,
      caps: { swarm: 100_000_000, day: 20_500_000, task: 10_000_000 },
      callLimits: {
        team: { concurrent: 4, requestsPerMinute: null, tokensPerMinute: 90_000 },
        anthropic: { ...usualCallLimits, requestsPerMinute: 50 },
      },
      minCapabilityMatch: 0.5,
      maxAttempts: 5,
      maxRescuersPerBlocker: 1,
      rescueMinMatch: 0.9,
      changeLimits: { files: 20_000, fileBytes: 2_000_000 },
      guard: {
        approvalRequiredAbove: 2.5,
        humanApprovalPhases: [2, 4],
        protectedBranches: ['main'],
        decisions: { quorum: 3, majority: 0.5, supermajority: 0.9, hazards: ['legal'] },
      },
    });
    assert.equal(made?.integrationBranch, 'all/in');
    assert.deepEqual(
      made?.sessions.map(({ branch, budget }) => [branch, budget]),
      [
        ['work/a', 40],
        ['s2/b', 40.5],
      ],
    );
  });

  for (const [written, expected] of [
    ['max_rescuers_per_blocker: 1', undefined],
    ['preemption_allowed: false, preemption_conditions: { age_minutes: 5 }', undefined],
    ['preemption_allowed: true', { ageMinutes: 30, idleFleetPercent: 50 }],
    ['preemption_conditions: { age_minutes: 5, idle_fleet_percent: 80 }', { ageMinutes: 5, idleFleetPercent: 80 }],
  ] as const) {
    it(`reads preemption from { ${written} }`, () => {
      const swarm = swarmOf('sessions: [{ id: a, relation: ruler }, { id: b }]', `rescue_policy: { ${written} }`);
      const { plan: made } = plan([swarm, phaseOf('INSTRUCTIONS-SESSION-a-PHASE-1.md', '## Task 1: x')]);
      assert.deepEqual(made?.policy.preemption, expected);
      assert.deepEqual(
        made?.sessions.map(({ relation }) => relation),
        ['ruler', undefined],
      );
    });
  }

  it('leaves out what a revised file replaces and what the globs do not name', () => {
    const swarm = read(
      'plan/swarm.yaml',
      lines('version: 1', 'name: x', 'documents: ["p/*.md"]', 'sessions: [{ id: session-1 }]'),
    );
    const documents = [
      swarm,
      phaseOf('plan/p/INSTRUCTIONS-SESSION-1-PHASE-1.md', '## Task 1: old'),
      phaseOf('plan/p/INSTRUCTIONS-SESSION-1-PHASE-1-REVISED.md', '## Task 1: new'),
      phaseOf('plan/INSTRUCTIONS-SESSION-1-PHASE-2.md', '## Task 1: elsewhere'),
      phaseOf('p/INSTRUCTIONS-SESSION-1-PHASE-3.md', '## Task 1: outside'),
    ];
    assert.deepEqual(
      createPlan(documents, swarm).plan?.tasks.map(({ title }) => title),
      ['new'],
    );
  });

  describe('Blocked on', () => {
    const sessions = ['sessions:', '  - id: session-1', '    provider: mcp', '  - id: session-2', '    provider: mcp'];
    const waits = (one: readonly string[], two: readonly string[] = []) =>
      plan([
        swarmOf(...sessions),
        phaseOf(
          'INSTRUCTIONS-SESSION-1-PHASE-1.md',
          ...one,
          '## Task 1: A',
          'x',
          '## Task 2: B',
          'x',
          '- **Depends on:** T1',
        ),
        phaseOf('INSTRUCTIONS-SESSION-2-PHASE-1.md', ...two, '## Task 1: C', 'x', '## Task 2: D', 'x'),
      ]);
    const cases: readonly (readonly [string, readonly string[], Readonly<Record<string, readonly string[]>>])[] = [
      [
        'makes every task of the file wait, besides what it depends on',
        ['**Blocked on:** session-2 · P1.T1'],
        { 'S1.P1.T1': ['S2.P1.T1'], 'S1.P1.T2': ['S1.P1.T1', 'S2.P1.T1'] },
      ],
      [
        'may name more than one task',
        ['**Blocked on:** S2.P1.T1, session-2 · P1.T2'],
        { 'S1.P1.T1': ['S2.P1.T1', 'S2.P1.T2'], 'S1.P1.T2': ['S1.P1.T1', 'S2.P1.T1', 'S2.P1.T2'] },
      ],
      [
        'leaves idle tasks free to be done meanwhile',
        ['**Blocked on:** S2.P1.T1', '**Idle tasks:** own: S1.P1.T2'],
        { 'S1.P1.T1': ['S2.P1.T1'], 'S1.P1.T2': ['S1.P1.T1'] },
      ],
      ['waits for nobody that is no task', ['**Blocked on:** session-2'], { 'S1.P1.T1': [], 'S1.P1.T2': ['S1.P1.T1'] }],
      ['never for its own session', ['**Blocked on:** S1.P1.T2'], { 'S1.P1.T1': [], 'S1.P1.T2': ['S1.P1.T1'] }],
    ];
    for (const [name, lead, expected] of cases) {
      it(name, () => {
        const made = waits(lead).plan?.tasks ?? assert.fail();
        const own = made.filter(({ session }) => session === 'session-1');
        const found = Object.fromEntries(own.map(({ id, dependsOn }) => [id, dependsOn]));
        assert.deepEqual(found, expected);
      });
    }

    it('in a circle prevents the plan, with the whole way', () => {
      const { plan: made, problems } = waits(['**Blocked on:** S2.P1.T1'], ['**Blocked on:** S1.P1.T1']);
      assert.equal(made, undefined);
      assert.match(problems.find(({ severity }) => severity === 'error')?.rule ?? '', /cycle/);
    });
  });
});
