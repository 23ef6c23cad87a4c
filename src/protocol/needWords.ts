import type { NeedsYouView, SwarmSnapshot } from './swarmSnapshot.ts';

/** What a thing that waits for a person is about, as the person knows it: of a blocker its task, else its subject. */
export function needLabel(need: NeedsYouView, { blockers }: Pick<SwarmSnapshot, 'blockers'>): string {
  return blockers.find(({ id }) => id === need.subject)?.task ?? need.subject;
}

/** Its reason without the name that already stands before it. */
export function needText({ reason }: NeedsYouView, label: string): string {
  return reason.startsWith(`${label} `) ? reason.slice(label.length + 1) : reason;
}
