import type { YamlNode } from '../parsers.ts';
import type { Finding, WorldRule } from '../rule.ts';
import { itemsAt, textAt, textsAt, valueAt } from '../yamlLookup.ts';

/** A name of an environment variable. */
const variable = /^[A-Za-z_]\w*$/;

/** The `acp` provider does nothing without a program to start, and swarm.yaml is no place for a key. */
export const agentProgram: WorldRule = {
  id: 'swarm/agent-program',
  scope: 'world',
  severity: 'error',
  loose: 'off',
  summary: 'A session with the `acp` provider names no program, or gives it a value where a name belongs.',
  check: ({ swarm }) => {
    if (!swarm) return [];
    const file = swarm.path;
    return itemsAt(swarm.yaml, 'sessions').flatMap((session) =>
      findingsIn(session).map((found) => ({ file, ...found })),
    );
  },
};

function findingsIn(session: YamlNode): readonly Omit<Finding, 'file'>[] {
  const provider = textAt(session, 'provider');
  const agent = valueAt(session, 'agent');
  const values = textsAt(agent, 'env').filter(({ value }) => !variable.test(value));
  const findings = values.map(({ range }) => ({
    range,
    message:
      'This is no name of an environment variable; write the name alone and set its value where the swarm is launched.',
  }));
  if (provider?.value !== 'acp' || textsAt(agent, 'command').length > 0) return findings;
  const message =
    'The acp provider needs a program to start; add a line such as agent: { command: [claude-agent-acp] }.';
  return [{ range: provider.range, message }, ...findings];
}
