import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactRequest } from '../../../../src/app/coordinator/redactRequest.ts';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import type { Request } from '../../../../src/protocol/verbs.ts';
import { MemoryLedger } from '../../../support/memoryLedger.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import { asIntegrator, asSession, createTestCoordinator } from '../../../support/testCoordinator.ts';

const session = 'one';
const claim = { task: 'A', session, epoch: 1 };
const secret = 'hunter2-correct-horse';
const said = `curl failed: password=${secret} for https://bob:${secret}@example.test/`;

for (const [name, request] of [
  ['fail', { verb: 'fail', ...claim, reason: said, evidence: [] }],
  ['reportBlocker', { verb: 'reportBlocker', ...claim, reason: said, needs: [] }],
  ['requestHelp', { verb: 'requestHelp', subject: 'A', session, epoch: 1, reason: said, needs: [] }],
  ['progress', { verb: 'progress', ...claim, note: said }],
  ['rejected', { verb: 'rejected', task: 'A', epoch: 1, reason: said, evidence: [] }],
] as const satisfies readonly (readonly [string, Request])[]) {
  test(`what ${name} says is in the ledger without its secrets`, async () => {
    const ledger = new MemoryLedger();
    const { coordinator } = createTestCoordinator(ledger);
    await coordinator.adopt(aPlan([aSession(session)], [aTask('A', { session: sessionId(session), phase: 1 })]));
    await coordinator.handle({ verb: 'claim', session, task: 'A' }, asSession(session));
    if (name === 'rejected') {
      await coordinator.handle(
        { verb: 'complete', ...claim, commit: 'c'.repeat(40), evidence: [] },
        asSession(session),
      );
    }
    const answer = await coordinator.handle(request, name === 'rejected' ? asIntegrator : asSession(session));
    assert.equal(answer.ok, true);
    const last = ledger.entries.findLast(({ body }) => body.includes('curl failed'));
    assert.match(last?.body ?? '', /password=\[redacted\] for https:\/\/\[redacted\]@example\.test/);
    assert.ok(ledger.entries.every(({ body }) => !body.includes(secret)));
    coordinator.dispose();
  });
}

const vote = { verb: 'vote', session, decision: 'D1', choice: 'no' } as const;
for (const [name, request] of [
  ['propose', { verb: 'propose', session, title: said, hazards: [], conflict: 0 }],
  ['a rationale', { ...vote, rationale: said, alternative: '' }],
  ['an alternative', { ...vote, rationale: '', alternative: said }],
  ['approve', { verb: 'approve', approval: 'A', reason: said }],
  ['reject', { verb: 'reject', approval: 'A', reason: said }],
  ['ask', { verb: 'ask', session, to: null, text: said, wait: false }],
  ['answer', { verb: 'answer', question: 'Q1', text: said }],
  ['message', { verb: 'message', to: session, text: said }],
] as const satisfies readonly (readonly [string, Request])[]) {
  test(`what ${name} says is decided without its secrets`, () => {
    assert.ok(!JSON.stringify(redactRequest(request)).includes(secret));
  });
}
