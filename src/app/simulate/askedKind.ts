import type { NeedsYouView } from '../../protocol/swarmSnapshot.ts';

/** What a person is asked for, as their inbox has it. */
export type AskedKind = 'failure' | 'blocker' | 'cap' | 'breaker' | 'question' | 'approval' | 'warning';

/**
 * Those that the swarm comes to by itself: it cannot go on by its own means. An approval is none, because its plan and policy want it beforehand, and neither
 * is the warning at four fifths of a cap, for which nothing waits.
 */
export const escalationKinds: readonly AskedKind[] = ['failure', 'blocker', 'cap', 'breaker', 'question'];

/** What a row of the inbox asks for; `key` is the same for rows that one answer ends, `why` the code of why its subject stands still. */
export function readAsked(
  { subject, answer }: NeedsYouView,
  why: string | undefined,
): { readonly kind: AskedKind; readonly key: string } {
  // Work of no session's plan says so itself when a cap keeps it from everybody; it is the swarm's, the only one that a simulated policy has.
  if (!answer) return why === 'no-budget' ? { kind: 'cap', key: 'cap/swarm' } : { kind: 'failure', key: subject };
  const key = `${answer.kind}/${answer.id}`;
  switch (answer.kind) {
    case 'approval':
      return { kind: 'approval', key };
    case 'blocker':
    case 'offer':
      return { kind: 'blocker', key: `blocker/${answer.id}` };
    case 'breaker':
      return { kind: 'breaker', key };
    case 'halt':
      return { kind: 'cap', key: `cap/${answer.id}` };
    case 'budget':
      // Of the place itself it is told at four fifths; of a session, that it cannot afford any of its work.
      return answer.id.slice(answer.id.indexOf('/') + 1) === subject
        ? { kind: 'warning', key }
        : { kind: 'cap', key: `cap/${answer.id}` };
    case 'question':
    case 'decision':
    case 'plan-change':
      return { kind: 'question', key };
  }
}
