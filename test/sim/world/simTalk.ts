import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import type { Request } from '../../../src/protocol/verbs.ts';
import type { Random } from '../../support/random.ts';

/** What a session says while it has nothing else to do: about half of it is not its to say. */
export function sessionTalk(state: SwarmState, session: string, random: Random): Request | undefined {
  const others = [...state.sessions.keys()];
  const other = random.pick(others);
  const decisions = [...(random.chance(0.7) ? state.guard.openDecisions : state.guard.decisions.keys())];
  const questions = [...state.guard.questions.keys()];
  const approvals = [...state.guard.approvals.keys()];
  const inbox = state.guard.inboxes.get(state.sessions.get(other)?.spec.id ?? other) ?? [];
  const says: (Request | undefined)[] = [
    {
      verb: 'propose',
      session: random.chance(0.9) ? session : other,
      title: 'which way',
      hazards: random.chance(0.4) ? ['safety'] : [],
      conflict: random.chance(0.2) ? 0.3 : 0,
    },
    { verb: 'ask', session, to: random.chance(0.5) ? other : null, text: 'how', wait: random.chance(0.3) },
    { verb: 'message', session: random.chance(0.8) ? session : other, to: other, text: 'look' },
    { verb: 'inbox', session, wait: false },
    { verb: 'claimResult', session: random.chance(0.9) ? session : other, task: null, text: 'it is so' },
    linkOf(state, session, random),
    linkOf(state, session, random),
    { verb: 'acknowledge', session: other, upTo: inbox.at(random.below(3))?.sequence ?? 1 },
    questions.length > 0 ? { verb: 'answer', session, question: random.pick(questions), text: 'so' } : undefined,
    approvals.length > 0 ? { verb: 'approve', approval: random.pick(approvals), reason: 'let me' } : undefined,
  ];
  if (decisions.length > 0) for (let at = 0; at < 4; at += 1) says.push(voteOf(session, other, decisions, random));
  return random.pick(says.filter((request) => request !== undefined));
}

function linkOf(state: SwarmState, session: string, random: Random): Request | undefined {
  const sides = [...state.guard.results.keys(), ...state.tasks.keys()].slice(0, 12);
  return {
    verb: 'linkResult',
    session,
    from: random.pick(sides),
    to: random.pick(sides),
    relation: random.pick(['supports', 'contradicts', 'contradicts', 'depends_on', 'scoped_as']),
    severity: random.pick([0, 0.3, 0.5, 0.6, 0.9, 1]),
    reason: '',
  };
}

function voteOf(session: string, other: string, decisions: readonly string[], random: Random): Request {
  return {
    verb: 'vote',
    session: random.chance(0.9) ? session : other,
    decision: decisions.at(-1 - random.below(Math.min(2, decisions.length))) ?? 'D1',
    choice: random.chance(0.6) ? 'yes' : 'no',
    rationale: random.chance(0.8) ? 'because' : '',
    alternative: random.chance(0.8) ? 'the other way' : '',
  };
}

/** One of many that are sent at once: by a session to itself, or by a person to it. */
export function floodTalk(to: string, by: 'session' | 'person'): Request {
  return { verb: 'message', to, text: 'again', ...(by === 'session' ? { session: to } : {}) };
}

/** A person who judges whatever is asked, or was. */
export function judgeAtRandom(state: SwarmState, random: Random): Request | undefined {
  const approvals = [...state.guard.approvals.keys()];
  const task = random.pick([...state.tasks.keys()]);
  const permits = [...state.guard.permits.keys()];
  const asked: readonly string[] = permits.length > 0 && random.chance(0.5) ? permits : approvals;
  const approval = asked.length > 0 && random.chance(0.8) ? random.pick(asked) : task;
  return random.chance(0.7) ? { verb: 'approve', approval, reason: '' } : { verb: 'reject', approval, reason: 'no' };
}

/** The question by which a contradiction waits for a person. */
export function disputedQuestion({ guard }: SwarmState): string | undefined {
  return (
    [...guard.links.values()].find((link) => link.question !== null && link.stands === undefined)?.question ?? undefined
  );
}

/** A person who talks with the sessions. */
export function personTalk(state: SwarmState, random: Random): Request | undefined {
  const disputed = [...state.guard.links.values()].find((link) => link.question !== null && link.stands === undefined);
  if (disputed?.question && random.chance(0.6)) {
    const text = random.pick([disputed.from, disputed.to, 'both', 'Neither: so', 'so']);
    return { verb: 'answer', question: disputed.question, text };
  }
  const [question] = state.guard.openQuestions;
  if (question !== undefined && random.chance(0.7)) return { verb: 'answer', question, text: 'so' };
  if (random.chance(0.3)) return { verb: 'propose', title: 'which way', hazards: [], conflict: 0 };
  return { verb: 'message', to: random.pick([...state.sessions.keys()]), text: 'look' };
}
