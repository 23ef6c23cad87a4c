import type { StandingView } from '../../src/protocol/moneyView.ts';
import type { TaskCost } from '../../src/protocol/sessionPanel.ts';
import type { SessionView } from '../../src/protocol/swarmSnapshot.ts';

/** What is to be known of a session besides its state, in the order in which it is shown. */
export function factsOf(session: SessionView): readonly string[] {
  const { completed, total, failed } = session.tasks;
  const sandbox = session.sandbox === 'os' ? 'sandboxed' : 'not sandboxed';
  return [
    session.role,
    session.branch,
    ...(session.sandbox === null ? [session.provider] : [`${session.provider}, ${sandbox}`]),
    session.health,
    ...(session.agents.ceiling > 1 ? [`${session.agents.working} of ${session.agents.ceiling} agents at work`] : []),
    `${completed} of ${total} tasks done${failed > 0 ? `, ${failed} failed` : ''}`,
  ];
}

/** What a session has cost, and how that stands to its budget; empty when it costs nothing and has none. */
export function spentWords(
  { spent, reserved, budget }: Pick<SessionView, 'spent' | 'reserved' | 'budget'>,
  standing: StandingView,
): string {
  if (budget === null && spent === 0 && reserved === 0) return '';
  const share = budget !== null && budget > 0 ? `, ${Math.round((spent / budget) * 100)} %` : '';
  const words = [`${dollars(spent)}${budget === null ? ' spent' : ` of ${dollars(budget)} spent${share}`}`];
  if (reserved > 0) words.push(`${dollars(reserved)} set aside`);
  if (standing === 'warning') words.push('nearly spent');
  if (standing === 'halted') words.push('halted');
  return words.join(' · ');
}

/** What a task has cost; empty when nothing. */
export function costWords(cost: TaskCost | undefined): string {
  if (!cost || (cost.spent === 0 && cost.budget === null)) return '';
  return cost.budget === null ? dollars(cost.spent) : `${dollars(cost.spent)} of ${dollars(cost.budget)}`;
}

/** Small amounts keep the digits that tell them from nothing. */
function dollars(amount: number): string {
  return `$${amount.toFixed(amount > 0 && amount < 0.1 ? 4 : 2)}`;
}
