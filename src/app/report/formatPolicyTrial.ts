import type { PolicyTrial } from '../policy/tryPolicy.ts';
import { formatTable } from './formatStatus.ts';

/** Differences that are listed; the JSON has them all. */
const mostListed = 50;

/** What a policy would have done to a ledger, as lines. */
export function formatPolicyTrial({ looked, differences }: PolicyTrial): string {
  const counts = Object.entries(looked).map(([type, count]) => {
    const of = differences.filter((difference) => difference.type === type);
    const refused = of.filter(({ would }) => would === 'refused').length;
    return [type, `${count} looked at`, `${refused} would have been refused`, `${of.length - refused} granted`];
  });
  const listed = differences
    .slice(0, mostListed)
    .map(({ sequence, type, subject, would, reason }) => [`#${sequence}`, type, subject, `${would}: ${reason}`]);
  const more =
    differences.length > mostListed ? [`and ${differences.length - mostListed} more (--json has them all)`] : [];
  const details =
    listed.length > 0 ? ['', ...formatTable(listed), ...more] : ['', 'No decision would have been another one.'];
  return [...formatTable(counts), ...details].join('\n');
}
