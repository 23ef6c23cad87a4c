import type { DocumentText } from '../../src/domain/document/readDocument.ts';

const phases = 20;
const tasksPerPhase = 6;

/** A plan of about `count` documents as people write them: swarm.yaml, phase files of many sessions, boards, status files. */
export function largePlan(count: number): readonly DocumentText[] {
  const sessions = Math.max(1, Math.ceil((count - 1) / (phases + 2)));
  const numbers = Array.from({ length: sessions }, (_, at) => at + 1);
  const documents = numbers.flatMap((session) => [
    ...Array.from({ length: phases }, (_, at) => phaseFile(session, at + 1)),
    {
      path: `STATUS-SESSION-${session}.md`,
      text: `# Status\n\n**Session:** session-${session}\n**Status:** working\n`,
    },
    board(session),
  ]);
  return [swarmFile(numbers), ...documents].slice(0, count);
}

/** One more phase file of the first session, of about so many lines. */
export function longPhaseFile(lines: number): DocumentText {
  const phase = phases + 1;
  const one = task({ session: 1, phase, number: 1 }).split('\n').length;
  const count = Math.max(1, Math.floor(lines / one));
  const tasks = Array.from({ length: count }, (_, at) => task({ session: 1, phase, number: at + 1 }));
  return {
    path: `INSTRUCTIONS-SESSION-1-PHASE-${phase}.md`,
    text: `# Session 1 (Part 1) - Phase ${phase}\n\n${tasks.join('\n')}`,
  };
}

function swarmFile(sessions: readonly number[]): DocumentText {
  const described = sessions.map(
    (session) => `  - { id: session-${session}, capabilities: [docs:tutorials, testing:unit] }\n`,
  );
  return { path: 'swarm.yaml', text: `version: 1\nname: large\ndocuments: ["*.md"]\nsessions:\n${described.join('')}` };
}

function phaseFile(session: number, phase: number): DocumentText {
  const tasks = Array.from({ length: tasksPerPhase }, (_, at) => task({ session, phase, number: at + 1 }));
  const text = `# Session ${session} (Part ${session}) - Phase ${phase}\n\n${tasks.join('\n')}\n**Completion:** commit, next phase\n`;
  return { path: `INSTRUCTIONS-SESSION-${session}-PHASE-${phase}.md`, text };
}

function task({ session, phase, number }: { session: number; phase: number; number: number }): string {
  const place = `${session}-${phase}-${number}`;
  return [
    `## Task ${number}: Write part ${place} (${number % 2 === 0 ? 'Haiku' : 'Sonnet'})`,
    `The part takes what the parts before it made, and writes down how each of them was used, so that whoever reads it`,
    `later can follow every step. It says what it leaves out.`,
    '',
    `1. Read \`src/part-${place}/input.md\` and the pages that it names.`,
    `2. Write the part, with a table of everything that it changes.`,
    '',
    `- **File:** src/part-${place}/output.md, test/part-${place}.test.ts`,
    ...(number > 1 ? [`- **Depends on:** S${session}.P${phase}.T${number - 1}`] : []),
    '- **Capabilities:** docs:tutorials',
    '- **Priority:** P1',
    '- **Estimated:** 2 hours, $1.50',
    `- **Run:** \`make part-${place}\``,
    `- **Verify:** \`npm test -- part-${place}\``,
    '',
  ].join('\n');
}

function board(session: number): DocumentText {
  const rows = Array.from(
    { length: tasksPerPhase },
    (_, at) => `| S${session}.P1.T${at + 1} | Write part ${at + 1} | 🔵 AVAILABLE | None | session-${session} |\n`,
  );
  const head = '| ID | Task | Status | Dependencies | Owner |\n|----|------|--------|--------------|-------|\n';
  return { path: `SESSION-${session}-TASK-BOARD.md`, text: `# Board\n\n${head}${rows.join('')}` };
}
