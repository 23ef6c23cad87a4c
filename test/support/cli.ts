import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { tempFolder } from './tempFolder.ts';

const root = join(import.meta.dirname, '..', '..');
/** The built program, as a user starts it. */
export const cliFile = join(root, 'dist', 'cli.js');

export interface CliEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `s2`; `lines` are what it has printed so far. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly end: Promise<CliEnd>;
  /** Resolves when so many printed lines hold the text, rejects when the program ends before. */
  until(text: string, count?: number): Promise<void>;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A process group of its own, so that it can be killed with all its children. */
  readonly detached?: boolean;
  readonly node?: string;
}

/** Starts `s2` with these arguments. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const child = spawn(options.node ?? process.execPath, [cliFile, ...args], {
    // The tests of the sandbox say otherwise: everywhere else what is tested does not depend on the machine.
    env: { S2_SANDBOX: 'off', ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.detached ?? false,
  });
  const seen: string[] = [];
  const waiting = new Set<() => void>();
  let stderr = '';
  child.stderr.on('data', (data) => (stderr += String(data)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    seen.push(line);
    for (const look of [...waiting]) look();
  });
  const end = new Promise<CliEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout: seen.join('\n'), stderr }));
  });
  const until = (text: string, count = 1): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (seen.filter((line) => line.includes(text)).length < count) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      void end.then((done) => reject(new Error(`s2 ended before (exit ${done.code}): ${done.stderr}\n${done.stdout}`)));
      look();
    });
  return { child, end, until };
}

/** Runs `s2` to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliEnd> {
  return startCli(args, options).end;
}

export function git(cwd: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.invalid'];
  return execFileSync('git', [...identity, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** A new git repository with these files (or a copy of a folder) in one commit. */
export function createRepository(content: string | Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  if (typeof content === 'string') cpSync(join(root, content), folder, { recursive: true });
  else for (const [path, text] of Object.entries(content)) writeText(folder, path, text);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=first');
  return folder;
}

export function writeText(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A swarm.yaml with these sessions. */
export function swarmYaml(name: string, sessions: readonly string[]): string {
  const list = sessions.map((id) => `  - { id: ${id}, role: tester, provider: command }`);
  return `version: 1\nname: ${name}\ndocuments: ["phases/**/*.md"]\nsessions:\n${list.join('\n')}\n`;
}

/** A phase file of session 1 with one task for each command; each writes the file it is checked for. */
export function phaseFile(
  session: number,
  phase: number,
  tasks: readonly { readonly run: string; readonly extra?: string }[],
): Readonly<Record<string, string>> {
  const sections = tasks.map(({ run, extra }, at) => {
    const file = `s${session}p${phase}t${at + 1}.txt`;
    const lines = [
      `- **File:** ${file}`,
      '- **Estimated:** 1 hour, $0',
      `- **Run:** \`${run.replaceAll('FILE', file)}\``,
      `- **Verify:** \`test -s ${file}\``,
    ];
    return [
      `## Task ${at + 1}: Write file ${at + 1} (Haiku)`,
      'Write it.',
      ...lines,
      ...(extra === undefined ? [] : [extra]),
      '',
    ].join('\n');
  });
  const text = `# Session ${session} (Tester) - Phase ${phase}\n\n${sections.join('\n')}\n**Completion:** commit\n`;
  return { [`phases/INSTRUCTIONS-SESSION-${session}-PHASE-${phase}.md`]: text };
}
