import type { LiveTask } from '../facts.ts';
import { shownStatus } from '../generate/words.ts';
import type { SwarmDocument, TaskNode } from '../model.ts';
import type { Finding, WorldRule } from '../rule.ts';
import { isSameSession } from '../subject.ts';
import type { TaskWord } from '../taskWord.ts';

/** The ledger is the one source of truth; a board that says something else misleads whoever reads it. */
export const boardContradictsLedger: WorldRule = {
  id: 'board/contradicts-ledger',
  scope: 'world',
  severity: 'warning',
  summary: 'A row of a task board says something else than the ledger.',
  check: ({ documents, facts: { live } }) =>
    live
      ? documents.flatMap((document) =>
          document.kind === 'board'
            ? document.tasks.flatMap((task) => {
                const now = live.get(task.id.value.toLowerCase());
                return now && task.shape === 'row'
                  ? [...statusFindings(document, task, now), ...ownerFindings(document, task, now)]
                  : [];
              })
            : [],
        )
      : [],
};

const meanings: Readonly<Record<TaskWord, readonly string[]>> = {
  available: ['pending', 'ready'],
  pending: ['pending', 'ready'],
  claimed: ['claimed', 'verifying', 'awaiting-approval'],
  'in-progress': ['claimed', 'verifying', 'awaiting-approval'],
  blocked: ['pending', 'ready', 'claimed'],
  completed: ['completed'],
  failed: ['failed', 'cancelled'],
};

function statusFindings(document: SwarmDocument, { id, status }: TaskNode, now: LiveTask): readonly Finding[] {
  if (!status || meanings[status.value].includes(now.status)) return [];
  const newText = shownStatus(now.status);
  const message = `${id.value} is ${now.status} in the ledger, but this says ${status.value}; the ledger counts.`;
  const fix = { title: `Write ${newText}`, edits: [{ range: status.range, newText }] };
  return [{ file: document.path, range: status.range, message, fix }];
}

function ownerFindings(document: SwarmDocument, { id, session }: TaskNode, now: LiveTask): readonly Finding[] {
  if (!session || now.owner === null || isSameSession(session.value, now.owner)) return [];
  const message = `${id.value} belongs to ${now.owner} in the ledger (epoch ${now.epoch}), but this names ${session.value.slice(0, 60)}; the ledger counts.`;
  const isWhole = /^[\w.]+-[\w.-]+$/.test(session.value) && document.source.slice(session.range) === session.value;
  const fix = { title: `Write ${now.owner}`, edits: [{ range: session.range, newText: now.owner }] };
  return [{ file: document.path, range: session.range, message, ...(isWhole ? { fix } : {}) }];
}
