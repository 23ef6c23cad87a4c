import type { Command } from 'commander';
import { exitCodes, sayProblem } from './command.ts';
import type { CommandMaker } from './verbCommands.ts';

/** `s2 mcp`: an outside agent joins as a session; its library is loaded by this command alone. */
export function mcpCommand({ command, run }: CommandMaker): Command {
  return command(
    'mcp',
    'let an outside agent (Claude Code, Codex, Gemini CLI …) work as a session, over MCP on stdin and stdout',
  )
    .requiredOption('--session <id>', 'the session that the agent works as (provider: mcp)')
    .action((options: { readonly session: string }) =>
      run(options, async (context) => {
        const { serveMcp } = await import('../mcp.ts');
        const served = await serveMcp(context.folder, options.session);
        return served.ok ? exitCodes.ok : sayProblem(served.error, context);
      }),
    );
}
