import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

interface Need {
  readonly subject: string;
  readonly reason: string;
}

interface Status {
  readonly tasks: readonly {
    readonly id: string;
    readonly status: string;
    readonly title: string;
    readonly epoch: number;
  }[];
  readonly needsYou: readonly Need[];
}

/** A repository whose first task goes on until `gate` is there. */
function gatedRepository(): { readonly folder: string; readonly gate: string; readonly phase: string } {
  const gate = join(tempFolder(), 'open');
  const plan = phaseFile(1, 1, [
    { run: `while [ ! -e ${gate} ]; do sleep 0.05; done; echo first > FILE` },
    { run: 'echo second > FILE' },
  ]);
  const folder = createRepository({ 'swarm.yaml': swarmYaml('live', ['session-1']), ...plan });
  return { folder, gate, phase: Object.keys(plan)[0] ?? '' };
}

async function statusOf(folder: string): Promise<Status> {
  const { stdout } = await runCli(['status', '--json', '-C', folder]);
  return JSON.parse(stdout) as Status;
}

/** Asks until something holds; the test's own time limit ends what never comes. */
async function untilStatus(folder: string, holds: (status: Status) => boolean): Promise<Status> {
  for (;;) {
    const status = await statusOf(folder);
    if (holds(status)) return status;
    await delay(100);
  }
}

const needs =
  (subject: string, reason: RegExp) =>
  (status: Status): boolean =>
    status.needsYou.some((need) => need.subject === subject && reason.test(need.reason));
const has =
  (id: string) =>
  (status: Status): boolean =>
    status.tasks.some((task) => task.id === id);

function eventsOf(
  stdout: string,
): readonly { readonly sequence: number; readonly event: { readonly type: string; readonly task?: unknown } }[] {
  return stdout
    .split('\n')
    .filter((line) => line.includes('"event"'))
    .map((line) => JSON.parse(line));
}

/** A test that fails leaves no swarm behind. */
function endGroup({ child }: RunningCli): void {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
    process.kill(-child.pid, 'SIGKILL');
}

async function untilPlanned(running: RunningCli, id: string, count = 1): Promise<void> {
  await running.until(`"id":"${id}"`, count);
}

test(
  'documents that change while the swarm runs become its plan, but not under an agent',
  { timeout: 120_000 },
  async () => {
    const { folder, gate, phase } = gatedRepository();
    const original = readFileSync(join(folder, phase), 'utf8');
    const running = startCli(['run', '--json', '-C', folder]);
    await running.until('"type":"task.claimed"');

    // A new file becomes tasks; one that waits is planned anew.
    const [added = '', text = ''] = Object.entries(phaseFile(1, 2, [{ run: 'echo third > FILE' }]))[0] ?? [];
    writeText(folder, added, text);
    await untilPlanned(running, 'S1.P2.T1');
    writeText(folder, phase, original.replace('echo second', 'echo changed'));
    await untilPlanned(running, 'S1.P1.T2', 2);

    // Documents that give no plan change nothing and say where.
    writeText(folder, 'swarm.yaml', 'version: 1\nsessions: [}\n');
    await untilStatus(folder, needs('plan', /swarm\.yaml:2/));
    writeText(folder, 'swarm.yaml', swarmYaml('live', ['session-1']));
    const mended = await untilStatus(folder, (status) => !needs('plan', /./)(status));
    assert.equal(mended.tasks.length, 3);

    // What a session works on stays as it was until its claim ends.
    writeText(
      folder,
      phase,
      original.replace('Write file 1', 'Write the first file').replace('echo second', 'echo changed'),
    );
    const asked = await untilStatus(folder, needs('S1.P1.T1', /changed in .*:3 while session-1 works on it/));
    assert.equal(asked.tasks.find(({ id }) => id === 'S1.P1.T1')?.title, 'Write file 1');
    rmSync(join(folder, phase));
    await untilStatus(folder, needs('S1.P1.T1', /was taken out of the plan/));
    assert.ok(!has('S1.P1.T2')(await statusOf(folder)), 'what nobody works on is withdrawn');
    writeText(
      folder,
      phase,
      original.replace('Write file 1', 'Write the first file').replace('echo second', 'echo changed'),
    );
    await untilPlanned(running, 'S1.P1.T2', 3);

    // A person may have it at once: nobody can claim it as it was.
    assert.equal((await runCli(['release', 'S1.P1.T1', '-C', folder])).code, 0);
    await untilStatus(folder, ({ tasks }) =>
      tasks.some(({ id, title, epoch }) => id === 'S1.P1.T1' && title === 'Write the first file' && epoch === 2),
    );

    // A burst of writes, then a save by rename, end in what was written last.
    for (let at = 0; at < 200; at += 1) writeText(folder, added, text.replace('Write it.', `Write it ${at} times.`));
    writeFileSync(join(folder, `${added}.tmp`), text.replace('Write file 1', 'Write the last file'));
    renameSync(join(folder, `${added}.tmp`), join(folder, added));
    await untilStatus(folder, ({ tasks }) => tasks.some(({ title }) => title === 'Write the last file'));

    // Another branch of the user's brings its plan along, and takes it away.
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '--message=as it is');
    git(folder, 'checkout', '--quiet', '-b', 'more');
    for (const [path, more] of Object.entries(phaseFile(1, 3, [{ run: 'echo fourth > FILE' }])))
      writeText(folder, path, more);
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '--message=more');
    await untilPlanned(running, 'S1.P3.T1');
    git(folder, 'checkout', '--quiet', 'main');
    await untilStatus(folder, (status) => !has('S1.P3.T1')(status));

    writeFileSync(gate, '');
    const end = await running.end;
    assert.equal(end.code, 0, end.stderr);
    assert.equal(git(folder, 'show', 's2/live:s1p1t2.txt'), 'changed');
    const events = eventsOf(end.stdout);
    const released = events.findIndex(({ event }) => event.type === 'task.released');
    assert.equal(events[released + 1]?.event.type, 'task.planned', 'the change stands right behind what set it free');
    assert.equal((await runCli(['witness', 'verify', '-C', folder])).code, 0);
  },
);

test('the agent host follows the documents when the run is killed', { timeout: 120_000 }, async (t) => {
  const { folder, gate, phase } = gatedRepository();
  const running = startCli(['run', '--json', '-C', folder], { detached: true });
  t.after(() => endGroup(running));
  await running.until('"type":"task.claimed"');
  running.child.kill('SIGKILL');
  await running.end;
  for (const [path, text] of Object.entries(phaseFile(1, 2, [{ run: 'echo third > FILE' }])))
    writeText(folder, path, text);
  await untilStatus(folder, has('S1.P2.T1'));
  writeText(folder, phase, readFileSync(join(folder, phase), 'utf8').replace('Write file 1', 'Write the first file'));
  await untilStatus(folder, needs('S1.P1.T1', /while session-1 works on it/));
  writeFileSync(gate, '');
  await untilStatus(folder, ({ tasks }) => tasks.every(({ status }) => status === 'completed'));
});
