import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, ruleFor, type Vote } from '../../../../src/domain/guard/decision.ts';
import { gatesOf } from '../../../../src/domain/guard/gate.ts';
import { defaultGuardPolicy } from '../../../../src/domain/guard/guardPolicy.ts';
import { createMemo, dissentStrength } from '../../../../src/domain/guard/memo.ts';
import { decisionId } from '../../../../src/domain/guard/ids.ts';
import { sessionId } from '../../../../src/domain/task/ids.ts';

const policy = defaultGuardPolicy;

describe('gatesOf', () => {
  const limited = { ...policy, approvalRequiredAbove: 5, protectedBranches: ['main'] };
  for (const [what, task, expected] of [
    ['a cost at the limit', { estimate: { cost: 5 } }, []],
    ['a cost above the limit', { estimate: { cost: 5.01 } }, ['cost']],
    ['no estimate', { estimate: {} }, []],
    ['phase 10', { phase: 10, estimate: {} }, ['phase']],
    ['phase 9', { phase: 9, estimate: {} }, []],
    ['all of it, and no branch, which is a gate of merges', { phase: 10, estimate: { cost: 9 } }, ['cost', 'phase']],
  ] as const) {
    it(`${what}: ${expected.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(
        gatesOf(task, limited).map(({ kind }) => kind),
        expected,
      );
    });
  }
});

/** `Y` votes yes, `n` no without an alternative, `N` no with one. */
function votes(text: string): readonly Vote[] {
  return Array.from(text, (letter, at) => ({
    session: sessionId(`s${at}`),
    choice: letter === 'Y' ? 'yes' : 'no',
    rationale: letter === 'Y' ? '' : 'because',
    alternative: letter === 'N' ? 'the other way' : '',
  }));
}

describe('judge', () => {
  const plain = ruleFor(policy.decisions, { hazards: [], conflict: 0 });
  const grave = ruleFor(policy.decisions, { hazards: ['legal'], conflict: 0 });
  for (const [what, rule, cast, electorate, expected] of [
    ['nobody has voted', plain, '', 0, 'open'],
    ['six of ten', plain, 'YYYYYY', 10, 'open'],
    ['seven of ten', plain, 'YYYYnnn', 10, 'accepted'],
    ['two of three', plain, 'YY', 3, 'open'],
    ['all of a small swarm', plain, 'YYn', 3, 'accepted'],
    ['half is no majority', plain, 'YYnn', 4, 'rejected'],
    ['four of five at a hazard', grave, 'YYYYN', 5, 'accepted'],
    ['three of four at a hazard', grave, 'YYYN', 4, 'rejected'],
  ] as const) {
    it(`${what}: ${expected}`, () => assert.equal(judge(rule, votes(cast), electorate), expected));
  }

  it('asks for the supermajority from the stated hazards and above the stated share of conflict only', () => {
    const hazardsOf = (hazards: readonly string[], conflict: number) =>
      ruleFor(policy.decisions, { hazards, conflict }).hazards;
    assert.deepEqual(hazardsOf(['safety'], 0), ['safety']);
    assert.deepEqual(hazardsOf(['wind'], 0.2), []);
    assert.deepEqual(hazardsOf([], 0.21), ['conflict>20%']);
  });
});

describe('memo', () => {
  it('weighs a dissent with an alternative twice as much as one without', () => {
    assert.deepEqual(
      ['', 'YY', 'YYn', 'YYN', 'NN'].map((cast) => dissentStrength(votes(cast))),
      [0, 0, 1 / 6, 1 / 3, 1],
    );
  });

  it('keeps every dissent word for word, and is none while the decision is open', () => {
    const decision = {
      id: decisionId('D4'),
      by: { kind: 'person', name: 'ann' } as const,
      title: 'Ship it?',
      rule: ruleFor(policy.decisions, { hazards: ['legal'], conflict: 0 }),
      votes: new Map(votes('YNYYY').map((vote) => [vote.session, vote])),
      stage: { state: 'open' } as const,
    };
    assert.equal(createMemo(decision, 'ab'), undefined);
    const memo = createMemo({ ...decision, stage: { state: 'accepted', at: 5, sequence: 9 } }, 'ab');
    assert.deepEqual(memo?.dissents, [{ session: 's1', rationale: 'because', alternative: 'the other way' }]);
    assert.deepEqual([memo?.approvalRate, memo?.dissentStrength, memo?.traceToken], [0.8, 0.2, 'ab']);
  });
});
