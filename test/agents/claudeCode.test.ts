import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { claudeProgram } from '../../scripts/setupAgents.ts';
import { startModelServer } from '../support/anthropic/modelServer.ts';
import { says, stepOf, userText, type Script } from '../support/anthropic/script.ts';
import { cliFile, git, runCli } from '../support/cli.ts';
import { leadOutside, outsideSwarm } from '../support/mcpClient.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** What the model says, step by step; paths are what the tools have told it. */
const script: Script = (request) => {
  const worktree = /"path\\*":\\*"([^"\\]+)/.exec(userText(request))?.[1] ?? 'nowhere';
  const steps = [
    says(['mcp__s2__status', {}]),
    says(['mcp__s2__claimNext', {}]),
    says(['Edit', { file_path: join(worktree, 's1p1t1.txt'), old_string: '', new_string: 'by claude\n' }]),
    says(['mcp__s2__complete', { task: 'S1.P1.T1', epoch: 1, waitSeconds: 120 }]),
    says(['mcp__s2__claimNext', {}]),
    says(['mcp__s2__complete', { task: 'S1.P1.T2', epoch: 1 }]),
    says(['mcp__s2__reportBlocker', { task: 'S1.P1.T2', epoch: 1, reason: 'no access to the printer', needs: [] }]),
    says('One task is merged, the other waits for a printer.'),
  ];
  return (
    steps[stepOf(request)] ?? { kind: 'error', status: 400, type: 'invalid_request_error', message: 'no more steps' }
  );
};

/** Runs the real program to its end; nothing of the user's own set-up is in reach, and no network but loopback. */
function runClaude(folder: string, url: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const home = tempFolder();
  const config = join(home, 'mcp.json');
  const server = { command: process.execPath, args: [cliFile, 'mcp', '--session', 'session-1', '-C', folder] };
  writeFileSync(config, JSON.stringify({ mcpServers: { s2: server } }));
  for (const name of ['config', 'tmp']) mkdirSync(join(home, name));
  const child = spawn(
    claudeProgram(),
    [
      '--print',
      'Work as a session of the swarm.',
      '--bare',
      '--strict-mcp-config',
      `--mcp-config=${config}`,
      '--permission-mode=acceptEdits',
      '--allowedTools=mcp__s2',
      '--output-format=json',
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        TMPDIR: join(home, 'tmp'),
        XDG_CONFIG_HOME: join(home, 'config'),
        ANTHROPIC_BASE_URL: url,
        ANTHROPIC_API_KEY: 'sk-loopback',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

test('the real Claude Code claims, works, completes, is refused and reports a blocker', async () => {
  const folder = outsideSwarm();
  await leadOutside(folder);
  const model = await startModelServer(script, { keys: ['sk-loopback'], alternate: false });
  const { code, output } = await runClaude(folder, model.url);
  await model.close();
  assert.deepEqual(model.faults, [], output);
  assert.equal(code, 0, output);
  const result: unknown = JSON.parse(output);
  assert.partialDeepStrictEqual(result, {
    subtype: 'success',
    result: 'One task is merged, the other waits for a printer.',
    permission_denials: [],
  });
  const last = model.requests.at(-1);
  assert.ok(last);
  const told = userText(last);
  assert.match(told, /"outcome\\*":\\*"merged/);
  const refused = last.messages
    .flatMap(({ content }) => (typeof content === 'string' ? [] : content))
    .filter((block) => block.type === 'tool_result' && block.is_error === true);
  assert.equal(refused.length, 1);
  assert.match(JSON.stringify(refused), /not-done: S1\.P1\.T2 is not done: finished without changing anything/);
  assert.equal(git(folder, 'show', 's2/outside:s1p1t1.txt'), 'by claude');
  const status: unknown = JSON.parse((await runCli(['status', '--json', '-C', folder])).stdout);
  assert.partialDeepStrictEqual(status, {
    tasks: [
      { id: 'S1.P1.T1', status: 'completed', session: 'session-1' },
      { id: 'S1.P1.T2', status: 'pending' },
    ],
    blockers: [{ task: 'S1.P1.T2', reason: 'no access to the printer' }],
  });
});
