import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { scriptedAgent } from '../support/acp/agentWorld.ts';
import type { AgentScript } from '../support/acp/step.ts';
import { createRepository, git, phaseFile, runCli, startCli } from '../support/cli.ts';
import { descendantsOf } from '../support/processTree.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { untilGone } from '../support/untilGone.ts';

/** A swarm of one session whose agent does what a script says, with so many tasks. */
function agentSwarm(script: AgentScript, tasks: number): string {
  const agent = JSON.stringify({ command: scriptedAgent(script) });
  const yaml = `version: 1\nname: outside\ndocuments: ["phases/**/*.md"]\nsessions:\n  - { id: session-1, role: tester, provider: acp, agent: ${agent} }\n`;
  const phase = phaseFile(
    1,
    1,
    Array.from({ length: tasks }, () => ({ run: 'false' })),
  );
  return createRepository({ 'swarm.yaml': yaml, ...phase });
}

interface Note {
  readonly what: string;
  readonly detail: unknown;
}

function readNotes(log: string): readonly Note[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Note);
}

/** The process of a session's runner below a running `s2`. */
function runnerOf(pid: number): number | undefined {
  return descendantsOf(pid).find((child) => /dist\/runner\.js/.test(readFileSync(`/proc/${child}/cmdline`, 'utf8')));
}

test('an outside agent does its tasks: it asks a person, goes on after its runner is killed, and its work is merged', async () => {
  const log = join(tempFolder(), 'agent.log');
  const cost = { do: 'usage', amount: 0.25 } as const;
  const script: AgentScript = {
    log,
    resumes: 'load',
    turns: [
      [{ do: 'make', path: 's1p1t1.txt', text: 'half' }, { do: 'spawn' }, { do: 'hang', deaf: true }],
      [
        { do: 'permit', kind: 'execute', title: 'make bread', input: { command: 'make bread' } },
        { do: 'make', path: 's1p1t1.txt', text: 'whole' },
        cost,
      ],
      [
        { do: 'say', text: 'Second.' },
        { do: 'make', path: 's1p1t2.txt', text: 'second' },
      ],
    ],
  };
  const folder = agentSwarm(script, 2);
  const running = startCli(['run', '--until-done', '--json', '-C', folder]);
  const pid = running.child.pid ?? 0;
  const noted = (what: string): readonly unknown[] =>
    readNotes(log).flatMap((note) => (note.what === what ? [note.detail] : []));
  const until = async (what: () => boolean): Promise<void> => {
    for (let turn = 0; !what(); turn += 1) {
      assert.ok(turn < 1_500 && running.child.exitCode === null, 'it never happened');
      await pause(40);
    }
  };
  await until(() => noted('hang').length > 0);
  const [agentsChild] = noted('spawn') as readonly [number];
  const runner = runnerOf(pid);
  assert.ok(runner !== undefined);
  process.kill(runner, 'SIGKILL');
  await running.until('"type":"question.asked"');
  await untilGone(agentsChild);
  assert.equal(noted('new').length, 1, 'it is the same conversation');
  const inbox = await runCli(['inbox', '-C', folder]);
  const question = /\b(Q\d+): [^\n]*make bread/.exec(inbox.stdout)?.[1];
  assert.ok(question, inbox.stdout);
  // What a person says to a permission is said to a question.
  const answered = await runCli(['approve', question, '-C', folder]);
  assert.equal(answered.code, 0, answered.stderr);
  const end = await running.end;
  assert.equal(end.code, 0, end.stdout.slice(-3_000));
  assert.deepEqual(
    noted('permit').map((answer) => (answer as { readonly outcome: unknown }).outcome),
    [{ outcome: 'selected', optionId: 'allow_once' }],
  );
  assert.equal(git(folder, 'show', 's2/outside:s1p1t1.txt'), 'whole');
  assert.equal(git(folder, 'show', 's2/outside:s1p1t2.txt'), 'second');
  assert.match(git(folder, 'show', 'refs/s2/rescue/S1.P1.T1/1:s1p1t1.txt'), /^half$/, 'what was begun is kept');
  assert.match(end.stdout, /cost: 0\.2500 USD for this conversation, as the agent reports it/);
  assert.match(end.stdout, /"type":"summary".*"cost":0\.25,/, 'the killed turn has told none');
  assert.match(end.stdout, /cost: unknown \(the agent reports none\)/);
  assert.match(readFileSync(join(folder, '.s2/logs/session-1.ndjson'), 'utf8'), /Second\./);
});

test('an outside agent that ends its turn without an effect has done nothing; one that is not there is nobody’s failure', async () => {
  const idle = agentSwarm({ turns: [[{ do: 'say', text: 'All done!' }]] }, 1);
  const end = await runCli(['run', '--until-done', '--json', '-C', idle]);
  assert.equal(end.code, 1, end.stdout.slice(-2_000));
  // Its own session looks for the cause, once, and the run ends without anybody's breaker being waited for.
  assert.equal(end.stdout.match(/"type":"task.failed"/g)?.length, 4);
  assert.equal(end.stdout.match(/"type":"recovery.started"/g)?.length, 1);
  assert.match(end.stdout, /finished without changing anything/);

  const missing = createRepository({
    'swarm.yaml':
      'version: 1\nname: none\ndocuments: ["phases/**/*.md"]\nsessions:\n  - { id: session-1, provider: acp, agent: { command: [no-such-agent-at-all] } }\n',
    ...phaseFile(1, 1, [{ run: 'false' }]),
  });
  const running = startCli(['run', '--json', '-C', missing]);
  await running.until('given back: the agent `no-such-agent-at-all` of session-1 cannot be used');
  running.child.kill('SIGINT');
  const stopped = await running.end;
  assert.doesNotMatch(stopped.stdout, /"type":"task.failed"/);
});
