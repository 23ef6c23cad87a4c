import { mkdirSync, writeFileSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { agent, methods, ndJsonStream } from '@agentclientprotocol/sdk';
import { outsideCost, pageText } from './page.ts';

// An agent of another maker: it speaks the Agent Client Protocol, writes with its own hands, and tells what that has cost.
const any = (params: unknown): unknown => params;
const input: ReadableStream = Readable.toWeb(process.stdin);
agent({ name: 'page-writer' })
  .onRequest('initialize', any, () => ({ protocolVersion: 1, agentCapabilities: { loadSession: false } }))
  .onRequest('session/new', any, () => ({ sessionId: `pages-${process.pid}` }))
  .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
    const said = params.prompt.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
    const name = /docs\/(\w+)\.md/.exec(said)?.[1] ?? 'nothing';
    mkdirSync('docs', { recursive: true });
    writeFileSync(`docs/${name}.md`, pageText(name));
    const cost = { amount: outsideCost, currency: 'USD' };
    await client.notify(methods.client.session.update, {
      sessionId: params.sessionId,
      update: { sessionUpdate: 'usage_update', used: 1_000, size: 200_000, cost },
    });
    return { stopReason: 'end_turn' };
  })
  .connect(ndJsonStream(Writable.toWeb(process.stdout), input));
process.stdin.on('end', () => process.exit(0));
