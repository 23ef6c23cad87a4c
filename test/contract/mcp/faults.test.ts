import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMcpServer } from '../../../src/adapters/mcp/createMcpServer.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { silentLog } from '../../../src/base/log.ts';
import { err, ok } from '../../../src/base/result.ts';

test('a fault in a call is told as one, and the next call is answered', async () => {
  let calls = 0;
  const desk = {
    call: () => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('the disk is full')) : Promise.resolve(ok({ tasks: [] }));
    },
    resources: () => Promise.resolve(err({ code: 'fault', message: 'gone' })),
    read: () => Promise.reject(new Error('gone')),
    prompts: [],
    prompt: () => Promise.reject(new Error('gone')),
    onChange: new Emitter<void>().event,
    close: () => Promise.resolve(),
  };
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1.0.0' });
  await createMcpServer({ desk, version: '1.0.0', log: silentLog }).connect(ours);
  await client.connect(theirs);
  const fault = await client.callTool({ name: 'listReady', arguments: {} });
  assert.equal(fault.isError, true);
  assert.match(JSON.stringify(fault.content), /fault: the disk is full/);
  const answer = await client.callTool({ name: 'listReady', arguments: {} });
  assert.deepEqual(answer.structuredContent, { tasks: [] });
  await assert.rejects(client.listResources(), /gone/);
  await assert.rejects(client.readResource({ uri: 's2://status' }), /gone/);
  await client.close();
});
