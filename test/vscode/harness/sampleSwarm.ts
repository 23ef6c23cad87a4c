import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRepository } from './writeRepository.ts';

interface SampleTask {
  readonly number: number;
  readonly title: string;
  readonly file: string;
  /** Lines that the task prints, one every 300 ms. */
  readonly lines: number;
  readonly dependsOn?: string;
  /** US dollars; 1 unless said otherwise. */
  readonly cost?: number;
  /** Whether it goes on only once `releaseSample` was called, so that a slow machine finds the swarm at work. */
  readonly isHeld?: true;
  /** Instead of `haiku`. */
  readonly model?: string;
}

const sessions: Readonly<Record<string, readonly SampleTask[]>> = {
  'session-1': [
    { number: 1, title: 'Write the greeting', file: 'out/greeting.txt', lines: 50 },
    { number: 2, title: 'Translate the greeting', file: 'out/translation.txt', lines: 4, dependsOn: 'S1.P1.T1' },
  ],
  'session-2': [
    { number: 1, title: 'Draw the frame', file: 'out/frame.txt', lines: 5 },
    { number: 2, title: 'Choose the colours', file: 'out/colours.txt', lines: 3, cost: 9 },
  ],
  'session-3': [
    {
      number: 1,
      title: 'Put the card together',
      file: 'out/card.txt',
      lines: 3,
      dependsOn: 'S1.P1.T1, S2.P1.T1',
      isHeld: true,
    },
    { number: 2, title: 'Check the card', file: 'out/report.txt', lines: 3, dependsOn: 'S3.P1.T1' },
  ],
};

const roles: Readonly<Record<string, string>> = { 'session-1': 'writer', 'session-2': 'artist', 'session-3': 'binder' };

/** Prints what it does, slowly, and writes the file it is given. */
const work = `import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
const [file, lines, held] = process.argv.slice(2);
for (let line = 1; line <= Number(lines); line++) {
  console.log(\`\\u001b[32mstep \${line} of \${lines}\\u001b[0m for \${file} <b>done</b>\`);
  await setTimeout(300);
}
const shared = ['rev-parse', '--path-format=absolute', '--git-common-dir'];
const release = held && join(execFileSync('git', shared, { encoding: 'utf8' }).trim(), 'released');
while (release && !existsSync(release)) await setTimeout(100);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, \`made \${file}\\n\`);
`;

function phaseFile(session: string, tasks: readonly SampleTask[]): string {
  const number = session.split('-')[1] ?? '';
  const blocks = tasks.map((task) => {
    const fields = [
      `- **File:** ${task.file}`,
      ...(task.dependsOn === undefined ? [] : [`- **Depends on:** ${task.dependsOn}`]),
      '- **Priority:** P1',
      `- **Estimated:** 1 hour, $${task.cost ?? 1}`,
      `- **Run:** \`node work.js ${task.file} ${task.lines}${task.isHeld ? ' held' : ''}\``,
      `- **Verify:** \`test -f ${task.file}\``,
    ];
    const heading = `## Task ${task.number}: ${task.title} (${task.model ?? 'Haiku'})`;
    return [heading, `Make ${task.file}.`, '', ...fields].join('\n');
  });
  const title = `# Session ${number} (${roles[session] ?? ''}) - Phase 1`;
  return [title, ...blocks, '**Completion:** commit, next phase', ''].join('\n\n');
}

const manifest = `version: 1
name: greeting-card
documents: ["phases/**/*.md"]
models:
  haiku: { provider: anthropic, model: claude-haiku-5-5, input: 0.10, output: 0.50 }
sessions:
${Object.entries(roles)
  .map(([id, role]) => `  - { id: ${id}, role: ${role}, branch: s2/${role}, provider: command }`)
  .join('\n')}
resource_policy: { approval_required_above: 5.0 }
`;

/** Name of the phase file that the tests break. */
export const brokenPhaseFile = 'INSTRUCTIONS-SESSION-2-PHASE-1.md';

/** Lets the task go on that is held. */
export function releaseSample(folder: string): void {
  writeFileSync(join(folder, '.git', 'released'), '');
}

/** Writes a git repository with a swarm of three sessions and six tasks, of which one has a mistyped model if wanted. */
export function writeSampleSwarm(folder: string, { mistypedModel }: { readonly mistypedModel: boolean }): void {
  const files: [string, string][] = [
    ['swarm.yaml', manifest],
    ['work.js', work],
    ['package.json', '{ "type": "module", "private": true }\n'],
    ['.gitignore', '.s2/\n'],
  ];
  for (const [session, tasks] of Object.entries(sessions)) {
    const name = `INSTRUCTIONS-SESSION-${session.split('-')[1]}-PHASE-1.md`;
    const broken = mistypedModel && name === brokenPhaseFile;
    const [first, ...rest] = tasks;
    const written = broken && first ? [{ ...first, model: 'Haikku' }, ...rest] : tasks;
    files.push([join('phases', name), phaseFile(session, written)]);
  }
  writeRepository(folder, files);
}
