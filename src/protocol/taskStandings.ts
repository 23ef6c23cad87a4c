import type { SwarmSnapshot } from './swarmSnapshot.ts';

/** How one task stands, as documents are compared with it and as it is shown over its id. */
export interface TaskStandingView {
  readonly status: SwarmSnapshot['tasks'][number]['status'];
  /** Who has or had it; null while it is only part of somebody's plan. */
  readonly owner: string | null;
  readonly epoch: number;
  /** Why it does not run; absent while it runs. */
  readonly why?: { readonly reason: string; readonly action: string };
  /** US dollars; absent when nothing was spent on it. */
  readonly cost?: number;
}

const held = new Set(['claimed', 'verifying', 'awaiting-approval', 'completed']);

/** The tasks of a snapshot by id in lower case. */
export function taskStandings({ tasks, money }: SwarmSnapshot): ReadonlyMap<string, TaskStandingView> {
  const costs = new Map(money.byTask.map(({ id, spent }) => [id, spent]));
  return new Map(
    tasks.map(({ id, status, session, epoch, why }) => {
      const cost = costs.get(id);
      return [
        id.toLowerCase(),
        {
          status,
          owner: held.has(status) ? session : null,
          epoch,
          ...(why ? { why: { reason: why.reason, action: why.action } } : {}),
          ...(cost === undefined || cost === 0 ? {} : { cost }),
        },
      ];
    }),
  );
}
