import { editorToolPrefix } from '../src/protocol/editorTools.ts';
import { toolInputSchema } from '../src/protocol/mcpTool.ts';
import { mcpTools } from '../src/protocol/mcpTools.ts';

/** A language-model tool as the manifest declares it. */
export interface ManifestTool {
  readonly name: string;
  readonly displayName: string;
  readonly modelDescription: string;
  readonly inputSchema: Record<string, unknown>;
  readonly when: string;
}

/** The language-model tools of the manifest: those of MCP, and who speaks where a swarm has several sessions for outside agents. */
export function manifestTools(): readonly ManifestTool[] {
  return mcpTools.map((tool) => {
    const { $schema: _, properties, ...schema } = toolInputSchema(tool);
    const session = {
      type: 'string',
      description: 'The session to work as; left out when the swarm has one session for outside agents.',
    };
    return {
      name: `${editorToolPrefix}${tool.name}`,
      displayName: `%tool.${tool.name}%`,
      modelDescription: tool.description,
      inputSchema: { ...schema, properties: { ...Object(properties), session } },
      when: 's2.swarm =~ /^(running|paused|finished)$/',
    };
  });
}

/** The names that people see, by their key in the texts of the manifest. */
export function manifestToolTitles(): Readonly<Record<string, string>> {
  return Object.fromEntries(mcpTools.map(({ name, title }) => [`tool.${name}`, title]));
}
