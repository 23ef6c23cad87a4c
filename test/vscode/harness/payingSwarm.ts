import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './editorFolders.ts';
import { writeRepository } from './writeRepository.ts';

const sessions = [
  { id: 'session-1', role: 'writer', budget: '$10' },
  { id: 'session-2', role: 'artist', budget: '$3' },
  { id: 'session-3', role: 'binder', budget: '$20' },
  { id: 'session-4', role: 'reader', budget: '$9' },
];

const swarm = `version: 1
name: paying
documents: ["phases/**/*.md"]
sessions:
${sessions.map(({ id, role, budget }) => `  - { id: ${id}, role: ${role}, branch: s2/${role}, provider: mcp, budget: ${budget}, agents: { haiku: 1, sonnet: 1, opus: 1 }, capabilities: [docs:technical-writing] }`).join('\n')}
resource_policy: { max_cost: $40, approval_required_above: 5.0, circuit_breaker_failure_threshold: 1 }
`;

interface PhaseTask {
  readonly title: string;
  readonly model: string;
  readonly cost: number;
}

const phases: readonly (readonly [session: number, phase: number, tasks: readonly PhaseTask[]])[] = [
  [
    1,
    1,
    [
      { title: 'Write the greeting', model: 'Haiku', cost: 4 },
      { title: 'Translate the greeting', model: 'Sonnet', cost: 4 },
    ],
  ],
  [2, 1, [{ title: 'Draw the frame', model: 'Sonnet', cost: 2 }]],
  [3, 1, [{ title: 'Put the card together', model: 'Opus', cost: 3 }]],
  [3, 2, [{ title: 'Send the card out', model: 'Sonnet', cost: 4 }]],
  [
    4,
    1,
    [
      { title: 'Read the card', model: 'Haiku', cost: 1 },
      { title: 'Read it aloud', model: 'Sonnet', cost: 6 },
    ],
  ],
];

function phaseFile(session: number, phase: number, tasks: readonly PhaseTask[]): string {
  const blocks = tasks.map(({ title, model, cost }, at) =>
    [
      `## Task ${at + 1}: ${title} (${model})`,
      `${title}.`,
      '',
      `- **File:** out/${session}-${phase}-${at + 1}.txt`,
      '- **Capabilities:** docs:technical-writing',
      `- **Estimated:** 1 hour, $${cost}`,
      `- **Verify:** \`test -f out/${session}-${phase}-${at + 1}.txt\``,
    ].join('\n'),
  );
  const title = `# Session ${session} (${sessions[session - 1]?.role ?? ''}) - Phase ${phase}`;
  return [title, ...blocks, '**Completion:** commit', ''].join('\n\n');
}

/** Writes a repository with a swarm whose sessions pay for their calls within caps. */
export function writePayingSwarm(folder: string): void {
  const files = phases.map(([session, phase, tasks]): readonly [string, string] => [
    `phases/INSTRUCTIONS-SESSION-${session}-PHASE-${phase}.md`,
    phaseFile(session, phase, tasks),
  ]);
  writeRepository(folder, [['swarm.yaml', swarm], ['.gitignore', '.s2/\n'], ...files]);
}

/** Asks the swarm of a folder something from a shell, as an outside agent does; gives what was printed. */
export function ask(folder: string, ...args: readonly string[]): string {
  return execFileSync(process.execPath, [join(projectRoot, 'dist/cli.js'), ...args, '-C', folder], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

/** A session's outside agent claims a task and makes a call of so many output tokens. */
export function pay(
  folder: string,
  call: { readonly session: string; readonly task: string; readonly model: string; readonly tokens: number },
): void {
  const { session, task, model, tokens } = call;
  ask(folder, 'claim', task, '--session', session);
  const under = [task, '--session', session, '--epoch', '1'];
  const answer = ask(folder, 'reserve', ...under, '--model', model, '--prompt', '0', '--output', String(tokens));
  const { reservation } = JSON.parse(answer) as { readonly reservation: string };
  const used = ['--input', '0', '--output', String(tokens)];
  ask(folder, 'settle', task, reservation, ...under.slice(1), ...used);
}
