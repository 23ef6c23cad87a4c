import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toolInputSchema, toolOutputSchema } from '../../../src/protocol/mcpTool.ts';
import { mcpTools } from '../../../src/protocol/mcpTools.ts';
import { requestSchema } from '../../../src/protocol/verbs.ts';

/** Verbs that are for people, for the agent host, or done around other tools. */
const notForAgents = new Set<string>([
  'registerSession',
  'heartbeat',
  'output',
  'clearBlocker',
  'nextIntegration',
  'integrated',
  'rejected',
  'pause',
  'resume',
  'reopen',
  'subscribe',
  'watch',
  'stop',
  'hostWait',
  'runnerEnded',
  'hostTrouble',
  'integrationHead',
  'conflicted',
  'integratedAll',
  'acceptCommits',
  'resultMerged',
  'reverted',
  'approve',
  'reject',
  // Whoever runs commands for it asks for it.
  'permit',
  // What an outside agent spends is not seen by the swarm.
  'reserve',
  'settle',
  'reportCost',
  'unreserve',
  'setBudget',
  'leaveHalted',
  'providerRefused',
  'resetBreaker',
  // Nobody says of itself that it gets nowhere.
  'stalled',
]);

test('every verb that a session may speak is a tool, and no other is', () => {
  const verbs = requestSchema.options.map(({ shape }) => shape.verb.value);
  const missing = verbs.filter((verb) => !notForAgents.has(verb) && !mcpTools.some(({ name }) => name === verb));
  assert.deepEqual(missing, []);
  assert.deepEqual(
    mcpTools.filter(({ name }) => notForAgents.has(name)).map(({ name }) => name),
    [],
  );
});

for (const tool of mcpTools)
  test(`${tool.name}: schemas that any client understands, with every field described, and no field for who speaks`, () => {
    for (const schema of [toolInputSchema(tool), toolOutputSchema(tool)]) assert.equal(schema['type'], 'object');
    const input = toolInputSchema(tool);
    assert.equal(input['additionalProperties'], false);
    const properties: Readonly<Record<string, { readonly description?: string }>> = Object(input['properties']);
    assert.ok(!('session' in properties) && !('verb' in properties));
    for (const [name, { description }] of Object.entries(properties))
      assert.ok(description, `${name} is not described`);
    assert.ok(tool.description.length > 20 && tool.description.length < 1_024);
    assert.match(tool.name, /^[a-zA-Z0-9_-]{1,64}$/);
  });
