import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Emitter } from '../../src/base/emitter.ts';
import type { AgentRefusal } from '../../src/domain/agent/agentRefusal.ts';
import { createAgentWorld, type AgentWorld } from '../support/acp/agentWorld.ts';
import type { Step } from '../support/acp/step.ts';

function promptsOf(world: AgentWorld): readonly string[] {
  const prompts = world.noted('prompt') as readonly { readonly prompt: readonly [{ readonly text: string }] }[];
  return prompts.map(({ prompt }) => prompt[0].text);
}

describe('words for an agent that speaks ACP', () => {
  test('that wait when it begins come with the task; those that come meanwhile follow when it has ended its turn', async () => {
    const world = createAgentWorld();
    const inbox: string[] = ['Ada says: use rye'];
    const left = (): readonly string[] => inbox;
    const ended = world.run(
      {
        turns: [
          [
            { do: 'make', path: 'begun', text: '' },
            { do: 'waitFor', path: 'go' },
          ],
          [{ do: 'say', text: 'salted' }],
        ],
      },
      { inbox },
    );
    const { writeFileSync, existsSync } = await import('node:fs');
    const { setTimeout: pause } = await import('node:timers/promises');
    while (!existsSync(`${world.worktree}/begun`)) await pause(10);
    assert.deepEqual(left(), []);
    inbox.push('Ada says: more salt', 'The agent of session-2 says: hello');
    writeFileSync(`${world.worktree}/go`, '');
    assert.equal((await ended).outcome.kind, 'done');
    const prompts = promptsOf(world);
    assert.equal(prompts.length, 2);
    assert.match(prompts[0] ?? '', /Bake bread[^]*Ada says: use rye/);
    assert.equal(prompts[1], 'Ada says: more salt\n\nThe agent of session-2 says: hello');
    assert.deepEqual(inbox, []);
  });

  test('a nudge cancels the turn, and the conversation goes on with the words', async () => {
    const world = createAgentWorld();
    const inbox: string[] = [];
    const nudged = new Emitter<void>();
    const running = world.run(
      { turns: [[{ do: 'hang' }], [{ do: 'say', text: 'on I go' }]] },
      { inbox, context: { onNudge: nudged.event } },
    );
    const { setTimeout: pause } = await import('node:timers/promises');
    while (world.noted('hang').length === 0) await pause(10);
    inbox.push('The swarm says: nothing came of it for 10 min.');
    nudged.fire();
    const { outcome, shown } = await running;
    assert.equal(outcome.kind, 'done');
    assert.match(shown, /on I go/);
    assert.match(promptsOf(world)[1] ?? '', /cancelled because nothing came of it[^]*The swarm says: nothing came/);
  });

  test('an agent that cancels by itself is not spoken to again', async () => {
    const { outcome } = await createAgentWorld().run({ turns: [[{ do: 'stop', reason: 'cancelled' }]] }, { inbox: [] });
    assert.equal(outcome.kind, 'failed');
  });

  test('who is started again goes on with its conversation; who takes over begins one, with the note', async () => {
    const world = createAgentWorld();
    const script = { resumes: 'resume', turns: [[{ do: 'say', text: 'x' }]] } as const;
    await world.run(script);
    await world.run(script, { context: { again: 'You were interrupted: look.' } });
    await world.run(script, { context: { handOver: { note: 'Somebody left: half a loaf.', file: '/none' } } });
    const prompts = promptsOf(world);
    assert.equal(world.noted('reopen').length, 1);
    assert.equal(prompts[1], 'You were interrupted: look.');
    assert.match(prompts[2] ?? '', /Bake bread[^]*Somebody left: half a loaf\./);
  });
});

describe('a provider that refuses the credential of an agent', () => {
  const at = 1_900_000_000;
  const cases: readonly (readonly [string, AgentRefusal['kind'] | undefined])[] = [
    ['API Error: 429 rate_limit_error: too many requests', 'quota'],
    ['Your credit balance is too low', 'quota'],
    ['Invalid API key · Please run /login', 'auth'],
    ['API Error: 529 overloaded', 'overload'],
    ['segmentation fault', undefined],
  ];
  for (const [message, kind] of cases)
    test(message, async () => {
      const refused: AgentRefusal[] = [];
      const turn: readonly Step[] = [{ do: 'error', code: -32_603, message }];
      const run = createAgentWorld().run({ turns: [turn] }, { refused });
      if (kind === undefined) assert.equal((await run).outcome.kind, 'failed');
      else await assert.rejects(run, /refuses it/);
      assert.deepEqual(refused, kind === undefined ? [] : [{ kind, until: null }]);
    });

  test('an agent that only speaks of limits in its work is not refused', async () => {
    const { outcome, refused } = await createAgentWorld().run({
      turns: [[{ do: 'say', text: `usage limit reached|${at}` }]],
    });
    assert.equal(outcome.kind, 'done');
    assert.deepEqual(refused, []);
  });
});
