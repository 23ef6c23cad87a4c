import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createRepository,
  git,
  phaseFile,
  runCli,
  startCli,
  swarmYaml,
  writeText,
  type RunningCli,
} from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';

interface Status {
  readonly needsYou: readonly { readonly subject: string; readonly reason: string }[];
}

async function untilNeeds(folder: string, subject: string, reason: RegExp | undefined): Promise<void> {
  for (;;) {
    const { stdout } = await runCli(['status', '--json', '-C', folder]);
    const { needsYou } = JSON.parse(stdout) as Status;
    const needs = needsYou.filter((need) => need.subject === subject);
    if (reason ? needs.some((need) => reason.test(need.reason)) : needs.length === 0) return;
    await delay(100);
  }
}

/** A test that fails leaves no swarm behind. */
function endGroup({ child }: RunningCli): void {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
    process.kill(-child.pid, 'SIGKILL');
}

/** Waits in a task until the file is there. */
const gated = (gate: string, run: string): string => `while [ ! -e ${gate} ]; do sleep 0.05; done; ${run}`;

test(
  'the policy of a running swarm follows the swarm.yaml of the user, and of nobody else',
  { timeout: 180_000 },
  async (t) => {
    const [first, second] = ['first', 'second'].map((name) => join(tempFolder(), name));
    const yaml = swarmYaml('live', ['session-1']);
    const theirs = `${yaml}resource_policy: { max_cost: 999 }\n`;
    const folder = createRepository({
      'swarm.yaml': yaml,
      'their.yaml': theirs,
      ...phaseFile(1, 1, [
        // A session that would like another budget.
        { run: 'cp their.yaml swarm.yaml; cp their.yaml FILE' },
        { run: gated(first ?? '', 'echo one > FILE') },
        { run: gated(second ?? '', 'echo two > FILE') },
        { run: 'echo three > FILE' },
      ]),
    });
    const running = startCli(['run', '--json', '-C', folder], { detached: true });
    t.after(() => endGroup(running));

    // What lies in a worktree, or is merged onto the integration branch, is nobody's policy.
    await running.until('"type":"task.completed"');
    assert.match(git(folder, 'show', 's2/live:swarm.yaml'), /999/);
    await running.until('"type":"task.claimed"', 2);

    // What cannot be read leaves the policy as it is, and says where.
    writeText(folder, 'swarm.yaml', `${yaml}resource_policy: { min_capability_match: 7 }\n`);
    await untilNeeds(folder, 'plan', /swarm\.yaml:6:\d+/);

    // What the user states is in force at once.
    writeText(folder, 'swarm.yaml', `${yaml}resource_policy: { max_cost_per_task: 5 }\n`);
    await running.until('"type":"policy.changed"');
    await untilNeeds(folder, 'plan', undefined);
    writeFileSync(first ?? '', '');
    await running.until('"type":"task.claimed"', 3);

    // So is what the user takes over from the agents.
    git(folder, 'checkout', '--quiet', '--', 'swarm.yaml');
    await running.until('"type":"policy.changed"', 2);
    git(folder, 'merge', '--quiet', 's2/live');
    await running.until('"to":"$999.00"');

    // What the agents were started with waits.
    writeText(folder, 'swarm.yaml', theirs.replace('role: tester', 'role: tester, branch: s2/mine'));
    await untilNeeds(folder, 'swarm.yaml', /at the next launch: branch of session-1/);
    writeFileSync(second ?? '', '');
    const end = await running.end;
    assert.equal(end.code, 0, end.stderr);
    assert.match(
      end.stderr,
      /The policy is another \([0-9a-f]{12}\): resource_policy\.max_cost_per_task from none to \$5\.00\./,
    );

    const { stdout } = await runCli(['witness', 'show', '-C', folder]);
    const lines = stdout.split('\n');
    const hashes = lines.flatMap(
      (line) => /the policy is another from here on \(([0-9a-f]{12})\)/.exec(line)?.[1] ?? [],
    );
    assert.equal(hashes.length, 3);
    const claims = lines.flatMap((line, at) =>
      /claimed S1/.test(line) ? (/policy ([0-9a-f]{12})/.exec(lines[at + 1] ?? '')?.[1] ?? '') : [],
    );
    assert.equal(new Set(claims.slice(0, 2)).size, 1);
    assert.deepEqual([claims[2], claims[3]], [hashes[0], hashes[2]]);
    assert.equal((await runCli(['witness', 'verify', '-C', folder])).code, 0);
  },
);
