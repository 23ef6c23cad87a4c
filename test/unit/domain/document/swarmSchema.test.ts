import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { createSwarmSchema } from '../../../../src/domain/document/jsonSchema.ts';

const file = join(import.meta.dirname, '../../../../schemas/swarm.schema.json');

it('keeps schemas/swarm.schema.json in step with what the linter checks (S2_UPDATE_GOLDEN=1 rewrites it)', () => {
  const schema = createSwarmSchema();
  if (process.env['S2_UPDATE_GOLDEN'] === '1') writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(JSON.stringify(schema)));
});
