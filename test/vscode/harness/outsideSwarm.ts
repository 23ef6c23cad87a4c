import { writeRepository } from './writeRepository.ts';

const files: Readonly<Record<string, string>> = {
  'swarm.yaml': `version: 1
name: joined
documents: ["phases/**/*.md"]
sessions:
  - { id: session-1, role: reviewer, branch: s2/reviewer, provider: mcp }
`,
  'phases/INSTRUCTIONS-SESSION-1-PHASE-1.md': `# Session 1 (reviewer) - Phase 1

## Task 1: Review it (Haiku)
Review it.

- **File:** review.txt
- **Estimated:** 1 hour, $1
- **Verify:** \`test -f review.txt\`

**Completion:** commit
`,
  // Everywhere else the editor's own agents are switched off, and with them its list of MCP servers.
  '.vscode/settings.json': '{ "chat.disableAIFeatures": false }\n',
  '.gitignore': '.s2/\n',
};

/** Writes a repository with a swarm whose only session is for an outside agent. */
export function writeOutsideSwarm(folder: string): void {
  writeRepository(folder, Object.entries(files));
}
