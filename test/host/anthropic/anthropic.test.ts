import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, test } from 'node:test';
import { createRepository, git, runCli, startCli } from '../../support/cli.ts';
import { startModelServer, type ModelServer } from '../../support/anthropic/modelServer.ts';
import {
  says,
  stepOf,
  userText,
  type Script,
  type ScriptedReply,
  type ScriptedUsage,
  type WireRequest,
} from '../../support/anthropic/script.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const key = 'sk-ant-host-test-5f0c9d2e8b7a';

/** Two sessions whose agents are models, each with a function to write that a check calls. */
function modelSwarm(extra = ''): string {
  const phase = (session: number, file: string): string =>
    [
      `# Session ${session} (Tester) - Phase 1`,
      '',
      `## Task 1: Write ${file} (Sonnet)`,
      `Make src/${file}.mjs export its own name.`,
      `- **File:** src/${file}.mjs`,
      '- **Estimated:** 1 hour, $1',
      `- **Verify:** \`node check.mjs ${file}\``,
      '',
      '**Completion:** commit',
      '',
    ].join('\n');
  return createRepository({
    'swarm.yaml': [
      'version: 1',
      'name: models',
      'documents: ["phases/**/*.md"]',
      'sessions:',
      '  - { id: session-1, role: tester, provider: anthropic, budget: $5 }',
      '  - { id: session-2, role: tester, provider: anthropic, budget: $5 }',
      extra,
    ].join('\n'),
    'check.mjs':
      'const [, , name] = process.argv;\nconst found = (await import(`./src/${name}.mjs`)).name;\nif (found !== name) throw new Error(`${name} says ${found}`);\n',
    'src/one.mjs': "export const name = 'nobody';\n",
    'src/two.mjs': "export const name = 'nobody';\n",
    'phases/INSTRUCTIONS-SESSION-1-PHASE-1.md': phase(1, 'one'),
    'phases/INSTRUCTIONS-SESSION-2-PHASE-1.md': phase(2, 'two'),
  });
}

async function serve(script: Script): Promise<ModelServer> {
  const server = await startModelServer(script, { keys: [key] });
  after(() => server.close());
  return server;
}

function taskOf(request: WireRequest): 'one' | 'two' {
  return userText(request).includes('Task S2.P1.T1') ? 'two' : 'one';
}

function billed(reply: ScriptedReply, usage: ScriptedUsage): ScriptedReply {
  return reply.kind === 'message' ? { ...reply, usage } : reply;
}

/** What the price list says for sonnet, in micro-dollars, each call rounded up for itself. */
function costOf(server: ModelServer): number {
  return server.billed.reduce((sum, usage) => {
    const dollarsPerMillion =
      usage.input_tokens * 2 +
      usage.cache_read_input_tokens * 0.1 +
      usage.cache_creation_input_tokens * 2.5 +
      usage.output_tokens * 10;
    return sum + Math.ceil(Number(dollarsPerMillion.toFixed(6)));
  }, 0);
}

function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => existsSync(path) && readFileSync(path).includes(text));
}

async function fileText(path: string): Promise<string> {
  for (;;) {
    if (existsSync(path) && readFileSync(path, 'utf8').trim() !== '') return readFileSync(path, 'utf8').trim();
    await pause(50);
  }
}

test('two sessions of models read, edit, run and complete; one is killed in the middle and goes on; all is merged and paid to the cent', async () => {
  const folder = modelSwarm();
  const mark = join(tempFolder(), 'pid');
  const server = await serve((request) => {
    const name = taskOf(request);
    const step = stepOf(request);
    const edit = { path: `src/${name}.mjs`, old_text: "'nobody'", new_text: `'${name}'` };
    const stop = { command: `env > env.out; echo $PPID > ${mark}; exec sleep 60` };
    const steps: readonly ScriptedReply[] = [
      says('I look first.', ['read_file', { path: `src/${name}.mjs` }], ['search', { pattern: 'nobody', path: 'src' }]),
      says(['edit_file', edit]),
      name === 'two' ? says(['run_command', stop]) : says(['run_command', { command: `node check.mjs ${name}` }]),
      says(['run_command', { command: `rm -f env.out; node check.mjs ${name}` }]),
      says('Done.', ['complete', { summary: 'It exports its name; `node check.mjs` passes.' }]),
    ];
    const usage = {
      input_tokens: 101 + step,
      output_tokens: 33,
      cache_read_input_tokens: 1_007 * step,
      cache_creation_input_tokens: 211,
    };
    return billed(steps[step] ?? says('lost'), usage);
  });
  const env = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: server.url };
  const running = startCli(['run', '--until-done', '--json', '-C', folder], { env });
  const runner = Number(
    await Promise.race([fileText(mark), running.end.then(({ stderr }) => Promise.reject(new Error(stderr)))]),
  );
  const commandLine = readFileSync(`/proc/${runner}/cmdline`, 'utf8');
  assert.match(commandLine, /runner/);
  assert.ok(!commandLine.includes(key));
  process.kill(runner, 'SIGKILL');
  const end = await running.end;
  assert.equal(end.code, 0, `${end.stdout}\n${end.stderr}`);
  const summary = JSON.parse(end.stdout.split('\n').at(-1) ?? '') as {
    readonly tasks: { readonly completed: number };
    readonly cost: number;
  };
  assert.equal(summary.tasks.completed, 2);
  assert.deepEqual(server.faults, []);
  assert.equal(summary.cost, costOf(server) / 1_000_000);
  assert.equal(server.billed.length, 10);
  for (const name of ['one', 'two'])
    assert.equal(git(folder, 'show', `s2/models:src/${name}.mjs`), `export const name = '${name}';`);

  const resumed = server.requests.find((request) => userText(request).includes('Unknown: the process that ran this'));
  assert.ok(resumed && /Your changes are in the worktree again/.test(userText(resumed)));
  assert.match(git(folder, 'log', '-1', '--format=%B', 's2/models'), /S2-Session: session-[12]/);

  // The key went to the server, and nowhere else.
  assert.deepEqual(filesWith(folder, key), []);
  assert.ok(!`${end.stdout}${end.stderr}`.includes(key));
  assert.ok(!JSON.stringify(server.requests).includes(key));
  assert.ok(!git(folder, 'log', '--all', '-p').includes(key));
  const saved = git(folder, 'for-each-ref', '--format=%(refname)', 'refs/s2/rescue').split('\n');
  const environment = git(folder, 'show', `${saved[0] ?? ''}:env.out`);
  assert.match(environment, /S2_TASK=S2\.P1\.T1/);
  assert.ok(!/ANTHROPIC/.test(environment), environment);
  const transcript = execFileSync('cat', [join(folder, '.s2/logs/session-1.ndjson')], { encoding: 'utf8' });
  assert.match(transcript, /I look first\./);
  assert.match(transcript, /▸ edit_file src\/one\.mjs/);
});

test('without a key the sessions say what they need, and nothing is called', async () => {
  const folder = modelSwarm();
  const env = { ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: '' };
  const end = await runCli(['run', '--until-done', '-C', folder], { env });
  assert.equal(end.code, 1);
  assert.match(`${end.stdout}${end.stderr}`, /session-1 has no API key: set ANTHROPIC_API_KEY/);
});
