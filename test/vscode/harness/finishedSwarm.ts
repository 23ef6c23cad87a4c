import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { projectRoot } from './editorFolders.ts';
import { writeRepository } from './writeRepository.ts';

/** What an agent might say to whoever reads the record: a link that runs a command, HTML, colours, and text that reads backwards. */
export const hostileWords = '[stop it](command:s2.stopSwarm) <b>bold</b> $(flame)';

const files: Readonly<Record<string, string>> = {
  'swarm.yaml': `version: 1
name: recorded
documents: ["phases/**/*.md"]
models:
  haiku: { provider: anthropic, model: claude-haiku-5-5, input: 0.10, output: 0.50 }
sessions:
  - { id: session-1, role: writer, branch: s2/writer, provider: command }
`,
  'work.js': `import { writeFileSync } from 'node:fs';
if (process.env.S2_ATTEMPT === '1') {
  console.log('\\u001b[31mError: ${hostileWords} \\u202egnp.exe\\u001b[0m');
  process.exit(1);
}
writeFileSync(process.argv[2], 'done');
`,
  'package.json': '{ "type": "module", "private": true }\n',
  '.gitignore': '.s2/\n',
  'phases/INSTRUCTIONS-SESSION-1-PHASE-1.md': `# Session 1 (writer) - Phase 1

## Task 1: Write it (Haiku)
Write it.

- **File:** one.txt
- **Estimated:** 1 hour, $1
- **Run:** \`node work.js one.txt\`
- **Verify:** \`test -f one.txt\`

## Task 2: Write the other (Haiku)
Write it.

- **File:** two.txt
- **Depends on:** S1.P1.T1
- **Estimated:** 1 hour, $1
- **Run:** \`node work.js two.txt\`
- **Verify:** \`test -f two.txt\`

**Completion:** commit
`,
};

/** Writes a repository in which a swarm of two tasks was run to its end; each failed once and said something hostile. */
export function writeFinishedSwarm(folder: string): void {
  writeRepository(folder, Object.entries(files));
  execFileSync(
    process.execPath,
    [join(projectRoot, 'dist/cli.js'), 'run', '--until-done', '--sandbox', 'off', '-C', folder],
    {
      stdio: 'pipe',
    },
  );
}

/** Changes an entry as somebody with the file could. */
export function spoilLedger(folder: string, sequence: number): void {
  const db = new Database(join(folder, '.s2', 'ledger.db'));
  db.exec('DROP TRIGGER entry_is_final');
  db.prepare(`UPDATE entry SET body = replace(body, '"at":1', '"at":2') WHERE sequence = ?`).run(sequence);
  db.close();
}
