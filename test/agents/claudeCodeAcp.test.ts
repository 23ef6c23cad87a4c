import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { claudeAgent, claudeProgram } from '../../scripts/setupAgents.ts';
import { startModelServer, type ModelServer } from '../support/anthropic/modelServer.ts';
import { says, stepOf, userText, type ScriptedReply, type WireRequest } from '../support/anthropic/script.ts';
import { createRepository, git, phaseFile, runCli, startCli, type RunningCli } from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';

const variables = [
  'ANTHROPIC_BASE_URL',
  'ANTHROPIC_API_KEY',
  'CLAUDE_CODE_EXECUTABLE',
  'CLAUDE_CONFIG_DIR',
  'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC',
];

interface ClaudeRun {
  readonly folder: string;
  readonly server: ModelServer;
  readonly running: RunningCli;
}

/** Runs a swarm of one session whose agent is the real Claude Code, with a scripted model on loopback behind it and a home of its own. */
async function runClaude(
  t: TestContext,
  answer: (request: WireRequest, cwd: string) => ScriptedReply,
): Promise<ClaudeRun> {
  const agent = JSON.stringify({ command: [process.execPath, claudeAgent()], env: variables });
  const folder = createRepository({
    'swarm.yaml': `version: 1\nname: claude\ndocuments: ["phases/**/*.md"]\nsessions:\n  - { id: session-1, role: tester, provider: acp, agent: ${agent} }\n`,
    ...phaseFile(1, 1, [{ run: 'false' }]),
  });
  const cwd = join(folder, '.s2/worktrees/session-1');
  // Claude Code asks for a title of the conversation on the side, without tools.
  const server = await startModelServer((request) => (request.tools?.length ? answer(request, cwd) : says('A title')), {
    alternate: false,
  });
  t.after(() => server.close());
  const home = tempFolder();
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_DATA_HOME: join(home, 'data'),
    CLAUDE_CONFIG_DIR: join(home, 'claude'),
    ANTHROPIC_BASE_URL: server.url,
    ANTHROPIC_API_KEY: 'a-key-of-the-tests',
    CLAUDE_CODE_EXECUTABLE: claudeProgram(),
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  };
  return { folder, server, running: startCli(['run', '--until-done', '--json', '-C', folder], { env }) };
}

function transcriptOf(folder: string): string {
  const lines = readFileSync(join(folder, '.s2/logs/session-1.ndjson'), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly text: string }).text)
    .join('');
}

test('Claude Code does a task: it writes, a person allows a command, what leads outside is refused, its cost is told', async (t) => {
  const outside = join(tempFolder(), 'escaped.txt');
  const { folder, server, running } = await runClaude(t, (request, cwd) => {
    switch (stepOf(request)) {
      case 0:
        return says('I write it.', ['Write', { file_path: join(cwd, 's1p1t1.txt'), content: 'by Claude Code\n' }]);
      case 1:
        return says(['Bash', { command: 'touch ran.txt', description: 'Run it' }]);
      case 2:
        return says(['Write', { file_path: outside, content: 'out' }]);
      default:
        return says('All is done.');
    }
  });
  await running.until('"type":"question.asked"');
  const inbox = await runCli(['inbox', '-C', folder]);
  const question = /\b(Q\d+): [^\n]*touch ran\.txt/.exec(inbox.stdout)?.[1];
  assert.ok(question, inbox.stdout);
  assert.equal((await runCli(['answer', question, 'allow', '-C', folder])).code, 0);
  const end = await running.end;
  assert.equal(end.code, 0, end.stdout.slice(-3_000));
  assert.deepEqual(server.faults, []);
  assert.equal(git(folder, 'show', 's2/claude:s1p1t1.txt'), 'by Claude Code');
  assert.equal(git(folder, 'show', 's2/claude:ran.txt'), '');
  assert.equal(existsSync(outside), false);
  const told = server.requests.map(userText);
  assert.ok(told.some((text) => text.includes('This is task S1.P1.T1: Write file 1')));
  assert.ok(told.some((text) => text.includes('User refused permission to run tool')));
  const transcript = transcriptOf(folder);
  for (const part of ['I write it.', '+by Claude Code', 'allowed: allow', 'is outside of the worktree', 'All is done.'])
    assert.ok(transcript.includes(part), `${part} in\n${transcript}`);
  assert.match(end.stdout, /cost: 0\.\d{4} USD for this conversation/);
});

test('Claude Code says that it is blocked, and the swarm says so to people', async (t) => {
  const { running, folder } = await runClaude(t, () => says('I have looked.\nBLOCKED: the key of the oven is missing'));
  await running.until('"type":"blocker.reported"');
  const status = await runCli(['status', '-C', folder]);
  assert.match(status.stdout, /the key of the oven is missing/);
  running.child.kill('SIGINT');
  const end = await running.end;
  assert.match(end.stdout, /"reason":"the key of the oven is missing"/);
});
