import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Block, Reply, StopReason } from '../../../../src/domain/agent/conversation.ts';
import {
  goOn,
  isOver,
  startTurn,
  stepTurn,
  turnLimits,
  type Turn,
  type TurnEvent,
} from '../../../../src/domain/agent/turn.ts';
import { Random } from '../../../support/random.ts';

const edit: Block = { type: 'call', id: 'e', name: 'edit_file', input: { path: 'a' } };
const ask: Block = { type: 'call', id: 'q', name: 'ask_person', input: { question: 'which?' } };
const finish: Block = { type: 'call', id: 'c', name: 'complete', input: { summary: 'all' } };
const words: Block = { type: 'text', text: 'I think.' };

function replied(stop: StopReason, ...blocks: readonly Block[]): TurnEvent {
  const reply: Reply = { stop, blocks, detail: null };
  return { kind: 'replied', reply };
}

const ran = (effect = false): TurnEvent => ({ kind: 'ran', text: 'ok', isError: false, effect });
const over: TurnEvent = { kind: 'ran', text: '', isError: false, effect: false, end: { kind: 'done', summary: 'all' } };
const stuck: TurnEvent = {
  kind: 'ran',
  text: '',
  isError: false,
  effect: false,
  end: { kind: 'blocked', obstacle: { reason: 'no key', needs: ['infra:secrets'], on: 'session-4' } },
};
const calls = replied('tool_use', words, edit);

function play(events: readonly TurnEvent[], mayConfirm = false): Turn {
  return events.reduce(stepTurn, startTurn('Do it.', { mayConfirm }));
}

const table: readonly [what: string, events: readonly TurnEvent[], at: Turn['at'], more?: Partial<Turn>][] = [
  ['nothing yet', [], 'thinking'],
  ['a call', [calls], 'tools', { steps: 1 }],
  ['a call that ran', [calls, ran(true)], 'thinking', { effects: 1 }],
  ['calls after an end of turn', [replied('end_turn', edit)], 'tools'],
  ['a tool_use without calls', [replied('tool_use', words)], 'thinking', { nudged: true }],
  ['a question', [replied('tool_use', ask)], 'waiting'],
  ['a question after a call', [replied('tool_use', edit, ask), ran()], 'waiting'],
  ['an answer', [replied('tool_use', ask), ran()], 'thinking'],
  ['done with an effect', [calls, ran(true), replied('tool_use', finish), over], 'done', { summary: 'all' }],
  ['done without an effect', [replied('tool_use', finish), over], 'thinking', { nudged: true }],
  ['done twice without one', [replied('tool_use', finish), over, replied('tool_use', finish), over], 'failed'],
  ['only words twice without one', [replied('end_turn', words), replied('end_turn', words)], 'failed'],
  [
    'only words twice after one',
    [calls, ran(true), replied('end_turn'), replied('stop_sequence', words)],
    'done',
    { summary: 'I think.' },
  ],
  ['nothing at all, twice', [replied('end_turn'), replied('end_turn')], 'failed'],
  ['a blocker', [replied('tool_use', edit, finish), stuck], 'blocked', { reason: 'no key', on: 'session-4' }],
  ['a cut reply', [replied('max_tokens', words, edit)], 'thinking', { cuts: 1 }],
  ['a pause', [replied('pause_turn', words)], 'thinking', { cuts: 1 }],
  ['a cut that is over', [replied('max_tokens', words), calls], 'tools', { cuts: 0 }],
  ['cuts without end', Array.from({ length: turnLimits.cuts + 1 }, () => replied('max_tokens', words)), 'failed'],
  ['pauses without end', Array.from({ length: turnLimits.cuts + 1 }, () => replied('pause_turn', words)), 'failed'],
  ['a refusal', [replied('refusal', words)], 'failed'],
  ['a full context', [replied('context_full', words)], 'handing-over'],
  ['a conversation too long', [{ kind: 'too-long' }], 'handing-over'],
  ['a hand-over', [{ kind: 'too-long' }, { kind: 'summarised', note: 'half done' }], 'thinking', { handOvers: 1 }],
  [
    'a hand-over without a note',
    [{ kind: 'too-long' }, { kind: 'summarised', note: null }],
    'thinking',
    { handOvers: 1 },
  ],
  [
    'hand-overs without end',
    Array.from({ length: 8 }, (_, at): TurnEvent =>
      at % 2 === 0 ? { kind: 'too-long' } : { kind: 'summarised', note: '' },
    ),
    'failed',
  ],
  ['a model of no use', [{ kind: 'gave-up', reason: 'no such model' }], 'failed', { reason: 'no such model' }],
  ['a reason of the future', [replied('unknown', words)], 'thinking', { nudged: true }],
  ['steps without end', Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? calls : ran())), 'failed'],
  ['something after the end', [{ kind: 'gave-up', reason: 'x' }, calls], 'failed'],
  ['a result that nobody waits for', [ran(true)], 'thinking', { effects: 0 }],
];

for (const [what, events, at, more] of table) {
  test(`after ${what} a turn is ${at}`, () => {
    const turn = play(events);
    assert.equal(turn.at, at);
    for (const [name, value] of Object.entries(more ?? {})) assert.deepEqual(Object(turn)[name], value, name);
  });
}

test('what only confirms is enough when it was done before', () => {
  assert.equal(play([replied('tool_use', finish), over], true).at, 'done');
});

test('a hand-over keeps the brief, the note and what was done', () => {
  const turn = play([calls, ran(true), { kind: 'too-long' }, { kind: 'summarised', note: 'half done' }]);
  assert.equal(turn.messages.length, 1);
  const [block] = turn.messages[0]?.blocks ?? [];
  assert.ok(block?.type === 'text');
  assert.match(block.text, /^Do it\.[\s\S]*half done[\s\S]*edit_file a[\s\S]*I think\./);
});

describe('another process', () => {
  test('tells that what ran is unknown, and keeps the results that there are', () => {
    const halfway = play([replied('tool_use', edit, finish), ran(true)]);
    const next = goOn(halfway, 'Interrupted.');
    const last = next.messages.at(-1);
    assert.deepEqual(
      last?.blocks.map((block) => (block.type === 'result' ? [block.call, block.isError] : block.type)),
      [['e', false], ['c', true], 'text'],
    );
  });

  test('asks a person again instead of guessing', () => {
    assert.equal(goOn(play([replied('tool_use', ask)]), 'Interrupted.').at, 'waiting');
  });

  test('goes on after what was handed in was not taken, with why as the result of the call', () => {
    const done = play([calls, ran(true), replied('tool_use', edit, finish), ran(true), over]);
    assert.equal(done.at, 'done');
    const next = goOn(done, 'It does not verify.');
    assert.equal(next.at, 'thinking');
    const results = next.messages.at(-1)?.blocks.map((block) => (block.type === 'result' ? block.text : ''));
    assert.deepEqual(results, ['ok', 'It does not verify.']);
  });

  test('goes on after a blocker, and after words that counted as done', () => {
    const blocked = play([replied('tool_use', finish), stuck]);
    assert.equal(goOn(blocked, 'It is cleared.').at, 'thinking');
    const spoken = play([calls, ran(true), replied('end_turn', words), replied('end_turn', words)]);
    const next = goOn(spoken, 'Not merged.');
    assert.deepEqual(next.messages.at(-1), {
      role: 'user',
      blocks: [...(spoken.messages.at(-1)?.blocks ?? []), { type: 'text', text: 'Not merged.' }],
    });
  });

  test('begins anew after a failure, with what was done as a note', () => {
    const next = goOn(play([calls, ran(true), replied('refusal', words)]), 'Look at it again.');
    assert.equal(next.messages.length, 1);
    assert.equal(next.effects, 0);
  });
});

test('no order of events makes a conversation that the API would refuse', () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const random = new Random(seed);
    let turn = startTurn('Do it.', { mayConfirm: false });
    for (let step = 0; step < 60; step += 1) {
      turn = isOver(turn) ? goOn(turn, 'Again.') : stepTurn(turn, randomEvent(random, step));
      if (random.chance(0.05)) turn = goOn(turn, 'Interrupted.');
      const fault = faultOf(turn);
      assert.equal(fault, undefined, `seed ${seed}, step ${step}: ${fault} in ${JSON.stringify(turn)}`);
    }
  }
});

function randomEvent(random: Random, step: number): TurnEvent {
  const own = (block: Block): Block => (block.type === 'call' ? { ...block, id: `${block.id}${step}` } : block);
  const blocks = [words, edit, ask, finish, edit]
    .filter(() => random.chance(0.5))
    .map((block, at) => own({ ...block, ...(block.type === 'call' ? { id: `${block.id}-${at}-` } : {}) }));
  const stops: readonly StopReason[] = [
    'tool_use',
    'end_turn',
    'max_tokens',
    'pause_turn',
    'context_full',
    'unknown',
    'refusal',
  ];
  const events: readonly TurnEvent[] = [
    { kind: 'replied', reply: { stop: random.pick(stops), blocks, detail: null } },
    { kind: 'replied', reply: { stop: 'tool_use', blocks: [own(edit), own(ask)], detail: null } },
    ran(true),
    over,
    stuck,
    { kind: 'heard', texts: ['Listen.'] },
    { kind: 'too-long' },
    { kind: 'summarised', note: random.chance(0.5) ? 'note' : null },
  ];
  return random.pick(events);
}

/** The rules of the API for messages, of a turn that is about to think. */
function faultOf(turn: Turn): string | undefined {
  if (turn.messages[0]?.role !== 'user') return 'begins with the assistant';
  let open: readonly string[] = [];
  for (const [at, message] of turn.messages.entries()) {
    if (at > 0 && message.role === turn.messages[at - 1]?.role) return `two of ${message.role} in a row`;
    if (message.blocks.length === 0) return 'an empty message';
    const results = message.blocks.flatMap((block) => (block.type === 'result' ? [block.call] : []));
    if (message.role === 'user' && JSON.stringify(results.toSorted()) !== JSON.stringify(open.toSorted()))
      return `results ${results.join()} for calls ${open.join()}`;
    if (results.length > 0 && message.blocks.slice(0, results.length).some(({ type }) => type !== 'result'))
      return 'results are not first';
    open = message.blocks.flatMap((block) => (block.type === 'call' ? [block.id] : []));
  }
  return turn.at === 'thinking' && open.length > 0 ? 'thinks with open calls' : undefined;
}
