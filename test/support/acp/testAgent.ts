import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { agent, methods, ndJsonStream, RequestError, type AgentContext } from '@agentclientprotocol/sdk';
import type { AgentScript, Step } from './step.ts';

// The other end of the wire: an agent that does what its command line says. Everything it is told goes to its log.
const script = JSON.parse(process.argv[2] ?? '{"turns":[]}') as AgentScript;
const sessionId = `conversation-${process.pid}`;
const cancelled = new AbortController();

function note(what: string, detail: unknown): void {
  if (script.log === undefined) return;
  appendFileSync(script.log, `${JSON.stringify({ what, detail })}\n`);
}

/** Prompts that were answered or begun, by this process and those before it. */
function promptsBefore(): number {
  if (script.log === undefined || !existsSync(script.log)) return 0;
  return readFileSync(script.log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"what":"prompt"')).length;
}

async function play(step: Step, client: AgentContext, session: string): Promise<string | undefined> {
  const update = (content: Record<string, unknown>): Promise<void> =>
    client.notify(methods.client.session.update, { sessionId: session, update: content });
  const ask = async (method: string, params: Record<string, unknown>): Promise<unknown> => {
    try {
      const answer = await client.request(method, { sessionId: session, ...params });
      note(step.do, answer ?? null);
      return answer;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      note(step.do, { refused: error.message });
      return undefined;
    }
  };
  switch (step.do) {
    case 'say':
    case 'think':
      for (let time = 0; time < (step.times ?? 1); time += 1)
        await update({
          sessionUpdate: step.do === 'say' ? 'agent_message_chunk' : 'agent_thought_chunk',
          content: { type: 'text', text: step.text },
        });
      return undefined;
    case 'complain':
      process.stderr.write(step.text);
      return undefined;
    case 'garbage':
      for (let time = 0; time < (step.times ?? 1); time += 1) process.stdout.write(step.text);
      return undefined;
    case 'raw':
      process.stdout.write(`${step.line.replaceAll('SESSION', session)}\n`);
      return undefined;
    case 'plan':
      await update({
        sessionUpdate: 'plan',
        entries: step.entries.map(([content, status]) => ({ content, status, priority: 'medium' })),
      });
      return undefined;
    case 'tool': {
      const { title, kind, status, diff } = step;
      const content = diff ? [{ type: 'diff', ...diff }] : [];
      await update({ sessionUpdate: 'tool_call', toolCallId: title, title, kind: kind ?? 'edit', status: 'pending' });
      await update({ sessionUpdate: 'tool_call_update', toolCallId: title, status: status ?? 'completed', content });
      return undefined;
    }
    case 'usage': {
      const cost = step.amount === undefined ? {} : { cost: { amount: step.amount, currency: step.currency ?? 'USD' } };
      await update({ sessionUpdate: 'usage_update', used: 1_000, size: 200_000, ...cost });
      return undefined;
    }
    case 'read':
      await ask(methods.client.fs.readTextFile, {
        path: step.path,
        ...(step.line === undefined ? {} : { line: step.line }),
        ...(step.limit === undefined ? {} : { limit: step.limit }),
      });
      return undefined;
    case 'write':
      await ask(methods.client.fs.writeTextFile, { path: step.path, content: step.text });
      return undefined;
    case 'make':
      mkdirSync(dirname(resolve(step.path)), { recursive: true });
      writeFileSync(step.path, step.text);
      return undefined;
    case 'permit':
      await ask(methods.client.session.requestPermission, {
        toolCall: {
          toolCallId: 'call',
          title: step.title ?? 'Do it',
          kind: step.kind ?? 'edit',
          locations: (step.paths ?? []).map((path) => ({ path })),
          ...(step.input === undefined ? {} : { rawInput: step.input }),
        },
        options: (step.options ?? ['allow_always', 'allow_once', 'reject_once']).map((kind) => ({
          optionId: kind,
          name: kind,
          kind,
        })),
      });
      return undefined;
    case 'terminal': {
      const { command, args, cwd, env, limit } = step;
      const created = await ask(methods.client.terminal.create, {
        command,
        ...(args ? { args } : {}),
        ...(cwd === undefined ? {} : { cwd }),
        ...(env ? { env: Object.entries(env).map(([name, value]) => ({ name, value })) } : {}),
        ...(limit === undefined ? {} : { outputByteLimit: limit }),
      });
      const terminal = created as { readonly terminalId: string } | undefined;
      if (!terminal) return undefined;
      if (step.kill) await ask(methods.client.terminal.kill, terminal);
      await ask(methods.client.terminal.waitForExit, terminal);
      await ask(methods.client.terminal.output, terminal);
      await ask(methods.client.terminal.release, terminal);
      return undefined;
    }
    case 'spawn': {
      const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
      child.unref();
      note('spawn', child.pid);
      return undefined;
    }
    case 'wait':
      await pause(step.ms);
      return undefined;
    case 'waitFor':
      while (!existsSync(step.path)) await pause(20);
      return undefined;
    case 'exit':
      return process.exit(step.code);
    case 'close':
      process.stdout.end();
      await new Promise(() => setInterval(() => undefined, 1_000));
      return undefined;
    case 'hang':
      note('hang', null);
      if (step.deaf) process.on('SIGTERM', () => note('SIGTERM', null));
      while (step.deaf || !cancelled.signal.aborted) await pause(10);
      return 'cancelled';
    case 'error':
      throw new RequestError(step.code, step.message, { hint: 'as scripted' });
    case 'stop':
      return step.reason;
  }
}

async function open(): Promise<unknown> {
  const { onNew } = script;
  if (onNew === 'hang') await new Promise(() => setInterval(() => undefined, 1_000));
  if (onNew === 'nonsense') return { session: 7 };
  if (typeof onNew === 'object') throw new RequestError(onNew.code, onNew.message);
  return { sessionId };
}

async function reopen(params: { readonly sessionId: string }): Promise<Record<string, never>> {
  note('reopen', params);
  if (!(script.knows ?? [params.sessionId]).includes(params.sessionId))
    throw RequestError.sessionNotFound(params.sessionId);
  return {};
}

for (const step of script.atStart ?? []) {
  if (step.do === 'garbage' || step.do === 'complain' || step.do === 'exit')
    await play(step, undefined as unknown as AgentContext, '');
  if (step.do === 'hang') await new Promise(() => setInterval(() => undefined, 1_000));
}
const input: ReadableStream = Readable.toWeb(process.stdin);
const any = (params: unknown): unknown => params;
agent({ name: 'test-agent' })
  .onRequest('initialize', any, ({ params }) => {
    note('initialize', params);
    return {
      protocolVersion: script.version ?? 1,
      agentCapabilities: {
        loadSession: script.resumes === 'load',
        sessionCapabilities: script.resumes === 'resume' ? { resume: {} } : {},
      },
    };
  })
  .onRequest('session/new', any, ({ params }) => {
    note('new', params);
    return open();
  })
  .onRequest(methods.agent.session.load, async ({ params, client }) => {
    const answer = await reopen(params);
    await client.notify(methods.client.session.update, {
      sessionId: params.sessionId,
      update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'TOLD AGAIN' } },
    });
    return answer;
  })
  .onRequest(methods.agent.session.resume, ({ params }) => reopen(params))
  .onNotification(methods.agent.session.cancel, ({ params }) => {
    note('cancel', params);
    cancelled.abort();
  })
  .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
    const turn = script.turns[Math.min(promptsBefore(), script.turns.length - 1)] ?? [];
    note('prompt', params);
    for (const step of turn) {
      const stopReason = await play(step, client, params.sessionId);
      if (stopReason !== undefined) return { stopReason: stopReason as 'end_turn' };
    }
    return { stopReason: 'end_turn' };
  })
  .connect(ndJsonStream(Writable.toWeb(process.stdout), input));
process.stdin.on('end', () => process.exit(0));
