import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';

const swarmFile = 'swarm.yaml';
const phaseFile = 'phases/INSTRUCTIONS-SESSION-1-PHASE-1.md';

const swarmText = `version: 1
name: my-swarm
documents: ["phases/**/*.md"]
sessions:
  - id: session-1
    role: builder
    capabilities: [code-analysis:general]
    provider: command
`;

const phaseText = `# Session 1 (Builder) - Phase 1

## Task 1: Say hello (Haiku)
Write a file that greets whoever opens the repository.
- **File:** hello.txt
- **Estimated:** 1 hour, $0
- **Run:** \`echo hello > hello.txt\`
- **Verify:** \`test -s hello.txt\`

**Completion:** commit, next phase
`;

/** `s2 init`: writes a swarm.yaml and a first phase file that run as they are. Never overwrites anything. */
export async function init(context: CommandContext): Promise<number> {
  const files = [
    [swarmFile, swarmText],
    [phaseFile, phaseText],
  ] as const;
  await mkdir(join(context.folder, 'phases'), { recursive: true });
  for (const [file, text] of files) {
    const written = await writeNew(join(context.folder, file), text);
    if (!written) {
      const message = `${join(context.folder, file)} exists already and was left as it is. Edit it, or remove it and run \`s2 init\` again.`;
      return sayProblem({ code: 'exists', message }, context);
    }
  }
  if (context.json) sayJson({ written: files.map(([file]) => file) });
  else say(`Wrote ${swarmFile} and ${phaseFile}. Commit them, then start with \`s2 run --until-done\`.`);
  return exitCodes.ok;
}

async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw cause;
  }
}
