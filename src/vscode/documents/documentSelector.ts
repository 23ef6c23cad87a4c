import type { DocumentFilter } from 'vscode';

/** File names by kind of document; `~` stands for a dash or underscore, letters for themselves in either case. */
const names: readonly string[] = [
  'INSTRUCTIONS~*.{md,txt}',
  'PHASE*~SESSION~*.{md,txt}',
  '*TASK~BOARD*.{md,txt}',
  'TASK~QUEUE*.{md,txt}',
  'AUTONOMOUS~NEXT~TASKS*.{md,txt}',
  'FILLER~TASK~CATALOG*.{md,txt}',
  '*SESSION~STATUS.{md,txt}',
  '*COORDINATION~MATRIX*.{md,txt}',
  '*CROSS~SESSION~MATRIX*.{md,txt}',
  'PHASE*~*MATRIX*.{md,txt}',
  'BLOCKER*.{md,txt}',
  'SESSION~HANDOVER*.{md,txt}',
  'INTEGRATION~PROGRESS~TRACKER*.{md,txt}',
  'STATUS*.{md,yaml,yml,txt}',
  'SWARM.{yaml,yml}',
];

/** The editor's patterns know no case of their own, so that each letter is spelt in both. */
export const documentPatterns: readonly string[] = names.map((name) => {
  const [stem = '', ...extension] = name.split(/(?=\.[a-z{])/);
  const either = stem.replaceAll(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`).replaceAll('~', '[-_]');
  return `**/${either}${extension.join('')}`;
});

/** The files and unsaved buffers whose names say that they belong to a swarm; other texts keep their own language alone. */
export const documentSelector: readonly DocumentFilter[] = ['file', 'untitled'].flatMap((scheme) =>
  documentPatterns.map((pattern) => ({ scheme, pattern })),
);
