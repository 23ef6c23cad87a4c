import { writeRepository } from './writeRepository.ts';

const files: Readonly<Record<string, string>> = {
  'swarm.yaml': `version: 1
name: poems
documents: ["phases/**/*.md"]
models:
  poet: { provider: vscode-lm, model: scripted/poet, input: 1.00, output: 2.00 }
sessions:
  - { id: session-1, role: poet, branch: s2/poet, provider: vscode-lm, budget: $5, agents: { poet: 1 } }
`,
  'phases/INSTRUCTIONS-SESSION-1-PHASE-1.md': `# Session 1 (poet) - Phase 1

## Task 1: Write a poem (poet)
Write a poem of eleven words.

- **File:** poem.txt
- **Estimated:** 1 hour, $1
- **Verify:** \`grep -q editor poem.txt\`

**Completion:** commit
`,
  '.vscode/settings.json': '{ "chat.disableAIFeatures": false }\n',
  '.gitignore': '.s2/\n',
};

/** Writes a repository with a swarm whose only session works with a model of the editor. */
export function writeModelSwarm(folder: string): void {
  writeRepository(folder, Object.entries(files));
}
