import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionId } from '../../src/domain/task/ids.ts';
import { Attack } from './world/attack.ts';

const commit = 'c'.repeat(40);

test('lost instructions: who dies, and a leader that dies, take no word of a task with them, nor of what was said to it', async () => {
  const brief = 'Write docs/keys.md; keep the old names.';
  const attack = await Attack.on({ one: {}, two: {} }, { T: { session: sessionId('one'), brief } });
  const claimed = async (): Promise<string> => {
    const answer = (await attack.says('one', { verb: 'claimNext' })) as { readonly claim: { readonly brief: string } };
    return answer.claim.brief;
  };
  assert.equal(await claimed(), brief);
  await attack.says('two', { verb: 'message', to: 'one', text: 'the old names matter' });
  attack.dies();
  await attack.says('one', { verb: 'registerSession', provider: 'mcp', sandbox: 'none' });
  assert.equal(await claimed(), brief);
  const inbox = (await attack.says('one', { verb: 'heartbeat' })) as { readonly inbox: unknown };
  assert.deepEqual(inbox.inbox, 1);
});

test('skipped, repeated or wrong phase: no task of a later phase, of one that is over, or of another is begun', async () => {
  const [one, two] = [sessionId('one'), sessionId('two')];
  const attack = await Attack.on(
    { one: {}, two: {} },
    {
      A1: { session: one, phase: 1 },
      A2: { session: one, phase: 2 },
      B1: { session: two, phase: 1 },
      B2: { session: two, phase: 2 },
    },
  );
  assert.equal(await attack.says('one', { verb: 'claim', task: 'A2' }), 'phase-gate');
  assert.equal(await attack.says('one', { verb: 'claim', task: 'B1' }), 'forbidden');
  await attack.says('one', { verb: 'claim', task: 'A1' });
  await attack.says('one', { verb: 'complete', task: 'A1', epoch: 1, commit, evidence: [] });
  assert.equal(await attack.says('one', { verb: 'claim', task: 'A2' }), 'phase-gate');
  await attack.queue({ verb: 'integrated', task: 'A1', epoch: 1, merge: commit });
  assert.equal(await attack.says('one', { verb: 'claim', task: 'A1' }), 'finished');
  assert.equal(await attack.says('two', { verb: 'claim', task: 'B2' }), 'phase-gate');
  assert.deepEqual(
    attack.events('task.claimed').map(({ task }) => task),
    ['A1'],
  );
});

test('help offers that nobody sees: an offer is before the person and whom it is for until somebody answers it', async () => {
  const attack = await Attack.on({ one: {}, two: {} }, { T: { session: sessionId('one') } });
  const blocker = await attack.block('one', 'T');
  await attack.says('two', { verb: 'offerHelp', blocker, note: 'I can sign' });
  attack.dies();
  const { blockers, needsYou } = attack.made.coordinator.snapshot();
  assert.deepEqual(
    blockers.map(({ offers }) => offers),
    [[{ session: 'two', match: 1, note: 'I can sign' }]],
  );
  const need = needsYou.find(({ subject }) => subject === blocker);
  assert.match(need?.action ?? '', /^Accept it: s2 accept-help B\d+ two\.$/);
  await attack.says('one', { verb: 'acceptHelp', blocker, helper: 'two' });
  assert.deepEqual(
    attack.events('rescue.started').map(({ helper }) => helper),
    ['two'],
  );
});

test('a tool that is missing: it is not tried in task after task, and everything else goes on', async () => {
  const one = sessionId('one');
  const needs = { session: one, verify: ['npm test'] };
  const attack = await Attack.on(
    { one: { agents: { haiku: 9 } } },
    { A: needs, B: needs, C: needs, D: needs, E: { session: one, verify: ['make check'] } },
  );
  for (const task of ['A', 'B', 'C']) {
    await attack.says('one', { verb: 'claim', task });
    const command = { command: 'npm test', fault: 'not-started' };
    await attack.says('one', { verb: 'fail', task, epoch: 1, reason: 'no npm', evidence: [], command });
  }
  await attack.person({ verb: 'resetBreaker', kind: 'session', id: 'one' });
  assert.equal(await attack.says('one', { verb: 'claim', task: 'D' }), 'breaker-open');
  assert.notEqual(await attack.says('one', { verb: 'claim', task: 'E' }), 'breaker-open');
  await attack.says('one', { verb: 'release', task: 'E', epoch: 1, reason: 'released' });
  await attack.passes(5 * 60_000 + 30_000, 'one');
  assert.notEqual(await attack.says('one', { verb: 'claim', task: 'D' }), 'breaker-open');
  assert.equal(await attack.says('one', { verb: 'claim', task: 'A' }), 'breaker-open');
});

test('a slow provider: whoever waits for it takes no slot of another', async () => {
  const paid = { provider: 'anthropic', agents: { sonnet: 20 } } as const;
  const attack = await Attack.on(
    { slow: { ...paid, credential: 'slow' }, quick: { ...paid, credential: 'quick' } },
    { S: { session: sessionId('slow') }, Q: { session: sessionId('quick') } },
  );
  const call = (session: string, task: string): Promise<unknown> =>
    attack.says(session, { verb: 'reserve', task, epoch: 1, model: 'sonnet', prompt: 10, maxOutput: 10 });
  await attack.says('slow', { verb: 'claim', task: 'S' });
  await attack.says('quick', { verb: 'claim', task: 'Q' });
  const answers: unknown[] = [];
  for (let at = 0; at < 15; at += 1) answers.push(await call('slow', 'S'));
  assert.deepEqual(answers.filter((answer) => answer === 'no-slot').length, 5);
  for (let at = 0; at < 10; at += 1) assert.notEqual(await call('quick', 'Q'), 'no-slot');
});
