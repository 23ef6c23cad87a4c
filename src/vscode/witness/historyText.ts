import { l10n } from 'vscode';
import type { WitnessHistoryView } from '../../protocol/witnessView.ts';
import { describeVerdict, entryText } from './witnessItems.ts';

/** The history of a task as plain text: what the ledger is worth, then every entry, oldest first. */
export function historyText({ task, verdict, entries, leftOut }: WitnessHistoryView): string {
  const count = entries.length === 1 ? l10n.t('1 entry') : l10n.t('{0} entries', entries.length);
  const head = [
    l10n.t('History of {0}: {1}', task, count),
    verdict.ok
      ? l10n.t('The ledger verifies: {0}', describeVerdict(verdict))
      : l10n.t('The ledger does not verify. {0} Nothing from there on is shown.', describeVerdict(verdict)),
    l10n.t('Checked {0}.', verdict.trust),
    ...(leftOut === 0 ? [] : [l10n.t('{0} older entries are left out; an exported bundle holds all.', leftOut)]),
  ];
  const blocks = entries.map((entry) => {
    const lines = entryText(entry).split('\n');
    return [`#${entry.sequence}`, ...lines.map((line) => `    ${line}`)].join('\n');
  });
  return `${[head.join('\n'), ...blocks].join('\n\n')}\n`;
}
