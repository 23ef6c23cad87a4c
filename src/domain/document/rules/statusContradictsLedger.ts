import { sessionOf } from '../blocking.ts';
import type { Finding, WorldRule } from '../rule.ts';
import { stateOf, statusField, type StatusState } from '../statusFields.ts';
import type { LiveTask } from '../facts.ts';
import { isSameSession } from '../subject.ts';

/** The ledger is the one source of truth; a file that says something else misleads whoever reads it. */
export const statusContradictsLedger: WorldRule = {
  id: 'status/contradicts-ledger',
  scope: 'world',
  severity: 'warning',
  summary: 'A status says something else of its task than the ledger.',
  check: ({ documents, facts: { live } }) =>
    live
      ? documents.flatMap((document): readonly Finding[] => {
          const state = document.kind === 'status' ? stateOf(document) : undefined;
          const field = state && statusField(document, 'current task', 'task', 'task id', 'claiming');
          const id = field && /^[`"*]*([\w.-]{1,80})/.exec(field.value.value)?.[1];
          const task = id === undefined ? undefined : live.get(id.toLowerCase());
          if (!state || !field || id === undefined || !task) return [];
          const said = contradiction(state, sessionOf(document), task);
          return said
            ? [
                {
                  file: document.path,
                  range: field.value.range,
                  message: `${id} is ${said} in the ledger, but this says ${state}; generate the status again.`,
                },
              ]
            : [];
        })
      : [],
};

/** What the ledger says instead; undefined when both agree. */
function contradiction(
  state: StatusState,
  session: string | undefined,
  { status, owner, epoch }: LiveTask,
): string | undefined {
  const isHeld = status === 'claimed' || status === 'verifying' || status === 'awaiting-approval';
  if (state === 'completed') return status === 'completed' ? undefined : status;
  if (state !== 'working' && state !== 'blocked') return undefined;
  if (!isHeld && state === 'working') return status;
  const isOther = owner !== null && session !== undefined && !isSameSession(owner, session);
  return isHeld && isOther ? `${status} by ${owner} (epoch ${epoch})` : undefined;
}
