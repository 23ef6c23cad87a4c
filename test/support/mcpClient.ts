import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { after } from 'node:test';
import type * as z from 'zod';
import { claimOutput, completeOutput, statusOutput } from '../../src/protocol/mcpTools.ts';
import { cliFile, createRepository, phaseFile, startCli, swarmYaml, type RunningCli } from './cli.ts';

/** A refusal as a tool answers it. */
export interface Refused {
  readonly code: string;
  readonly message: string;
}

/** What a granted claim comes with. */
export interface Granted {
  readonly outcome: 'claimed' | 'finished';
  readonly claim: NonNullable<z.infer<typeof claimOutput>['claim']>;
  readonly worktree: NonNullable<z.infer<typeof claimOutput>['worktree']>;
}

/** An outside agent on the other end of `s2 mcp`. */
export interface McpAgent {
  readonly client: Client;
  /** What a tool answers with; rejects when it refuses. */
  done(name: string, input?: Record<string, unknown>): Promise<Readonly<Record<string, unknown>>>;
  /** A granted claim with its folder. */
  claim(name: 'claim' | 'claimNext', input?: Record<string, unknown>): Promise<Granted>;
  status(): Promise<z.infer<typeof statusOutput>>;
  /** What `complete` makes of the task when it waits for the merge. */
  complete(task: string, epoch: number): Promise<z.infer<typeof completeOutput>>;
  /** Why a tool refuses; rejects when it does not. */
  refused(name: string, input?: Record<string, unknown>): Promise<Refused>;
  close(): Promise<void>;
}

/** A swarm of outside agents: nothing runs unless somebody claims. */
export function outsideSwarm(sessions: readonly string[] = ['session-1'], tasks = 2, more = ''): string {
  const yaml = swarmYaml('outside', sessions).replaceAll(
    'provider: command',
    `provider: mcp${more === '' ? '' : `, ${more}`}`,
  );
  const phases = sessions.map((_, at) =>
    phaseFile(
      at + 1,
      1,
      Array.from({ length: tasks }, () => ({ run: 'true' })),
    ),
  );
  return createRepository({ 'swarm.yaml': yaml, ...Object.assign({}, ...phases) });
}

/** Leads the swarm of a folder until the tests of the file are over. */
export async function leadOutside(folder: string): Promise<RunningCli> {
  const leading = startCli(['run', '--json', '-C', folder]);
  after(async () => {
    leading.child.kill('SIGINT');
    await leading.end;
  });
  await leading.until('"type":"task.planned"');
  return leading;
}

/** Starts `s2 mcp` and connects to it with the official client. */
export async function joinByMcp(
  folder: string,
  session: string,
  env: Readonly<Record<string, string>> = {},
): Promise<McpAgent> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const { PATH = '' } = process.env;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [cliFile, 'mcp', '--session', session, '-C', folder],
    env: { PATH, ...env },
    stderr: 'ignore',
  });
  await client.connect(transport);
  const close = (): Promise<void> => client.close();
  after(close);
  const call = (name: string, input: Record<string, unknown> = {}) =>
    client.callTool({ name, arguments: input }, undefined, { timeout: 120_000 });
  const done = async (name: string, input?: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const answer = await call(name, input);
    if (answer.isError) throw new Error(`${name} was refused: ${JSON.stringify(answer.content)}`);
    return Object(answer.structuredContent);
  };
  return {
    client,
    close,
    done,
    claim: async (name, input) => {
      const { outcome, claim, worktree } = claimOutput.parse(await done(name, input));
      if (!claim || !worktree) throw new Error(`${name} answered ${outcome}`);
      return { outcome, claim, worktree };
    },
    status: async () => statusOutput.parse(await done('status')),
    complete: async (task, epoch) => completeOutput.parse(await done('complete', { task, epoch, waitSeconds: 120 })),
    refused: async (name, input) => {
      const answer = await call(name, input);
      const { _meta: meta } = answer;
      const problem = meta?.['s2/problem'];
      if (!answer.isError || problem === undefined) throw new Error(`${name} was granted: ${JSON.stringify(answer)}`);
      return Object(problem);
    },
  };
}
