import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqliteLedger } from '../../src/adapters/sqlite/sqliteLedger.ts';
import { cliFile, createRepository, git, phaseFile, runCli, startCli, swarmYaml, writeText } from '../support/cli.ts';
import { killTree } from '../support/processTree.ts';
import { tempFolder } from '../support/tempFolder.ts';

const write = 'echo done > FILE';
const simple = { 'swarm.yaml': swarmYaml('simple', ['session-1']), ...phaseFile(1, 1, [{ run: write }]) };

/** Runs a swarm that cannot be launched: one clear sentence with the place and the next step, exit 1, and nothing of the user's changed. */
function check(name: string, make: () => string, said: RegExp): void {
  test(`bad input: ${name}`, async () => {
    const folder = make();
    const end = await runCli(['run', '--until-done', '-C', folder]);
    assert.equal(end.code, 1, end.stdout + end.stderr);
    assert.match(end.stderr, said);
    assert.doesNotMatch(end.stderr, /\n\s+at /, 'no stack trace');
    const json = await runCli(['run', '--until-done', '--json', '-C', folder]);
    const last: unknown = JSON.parse(json.stdout);
    assert.ok(typeof last === 'object' && last !== null && 'error' in last);
  });
}

check('no swarm.yaml', () => createRepository({ 'README.md': 'x' }), /has no swarm\.yaml.*s2 init/);
check(
  'broken YAML',
  () => createRepository({ ...simple, 'swarm.yaml': 'version: 1\nname: [\n' }),
  /swarm\.yaml:\d+:\d+ error/,
);
check('an empty swarm.yaml', () => createRepository({ ...simple, 'swarm.yaml': '' }), /swarm\.yaml is empty/);
check(
  'an unknown key',
  () => createRepository({ ...simple, 'swarm.yaml': `${simple['swarm.yaml']}resource_polices: {}\n` }),
  /swarm\.yaml:\d+:1 error swarm\/schema .*resource_policy/,
);
check(
  'a cycle across files',
  () =>
    createRepository({
      'swarm.yaml': swarmYaml('cycle', ['session-1', 'session-2']),
      ...phaseFile(1, 1, [{ run: write, extra: '- **Depends on:** S2.P1.T1' }]),
      ...phaseFile(2, 1, [{ run: write, extra: '- **Depends on:** S1.P1.T1' }]),
    }),
  /phase\/dependency-cycle .*S1\.P1\.T1.*S2\.P1\.T1/,
);
check(
  'an unknown session',
  () =>
    createRepository({
      'swarm.yaml': swarmYaml('who', ['session-1']),
      ...phaseFile(1, 1, [{ run: write }]),
      ...phaseFile(7, 1, [{ run: write }]),
    }),
  /SESSION-7-PHASE-1\.md:\d+:\d+ error phase\/unknown-session/,
);
check(
  'a folder that is no repository',
  () => {
    const folder = tempFolder();
    writeText(folder, 'swarm.yaml', simple['swarm.yaml']);
    return folder;
  },
  /is not a git repository.*git init/,
);
check(
  'a repository without commits',
  () => {
    const folder = tempFolder();
    writeText(folder, 'swarm.yaml', simple['swarm.yaml']);
    git(folder, 'init', '--quiet');
    return folder;
  },
  /has no commits.*Commit once/,
);
check(
  'a folder that does not exist',
  () => join(tempFolder(), 'nowhere'),
  /nowhere.*(not a folder|does not exist|no such)/i,
);
check(
  'an integration branch that the user has checked out',
  () => {
    const folder = createRepository({ ...simple, 'swarm.yaml': `${simple['swarm.yaml']}integration_branch: main\n` });
    return folder;
  },
  /The branch main is checked out in .*Check out another branch there, or name another one in swarm\.yaml/,
);
check(
  'session branches that the user has made',
  () => {
    const folder = createRepository({ ...simple, 'swarm.yaml': swarmYaml('simple', ['session-1', 'session-2']) });
    for (const session of ['session-1', 'session-2']) git(folder, 'branch', `s2/${session}`);
    return folder;
  },
  /s2\/session-1, s2\/session-2 are branches that the swarm has not made.*`branch:` in swarm\.yaml/,
);
check(
  'a .s2 folder that is under version control',
  () => createRepository({ ...simple, '.s2/no-hooks/reference-transaction': 'planted' }),
  /\.s2\/no-hooks\/reference-transaction under version control.*git rm -r --cached \.s2/,
);
check(
  'a .s2 that is a link',
  () => {
    const folder = createRepository(simple);
    symlinkSync(tempFolder(), join(folder, '.s2'));
    return folder;
  },
  /\.s2 is a link .*Replace it by a folder/,
);
check(
  'a state folder that cannot be made',
  () => {
    const folder = createRepository(simple);
    writeFileSync(join(folder, '.s2'), 'a file where the folder should be');
    return folder;
  },
  /\.s2 cannot be made, because .* in the way/,
);
check(
  'a ledger that is no database',
  () => {
    const folder = createRepository(simple);
    mkdirSync(join(folder, '.s2'));
    writeFileSync(join(folder, '.s2', 'ledger.db'), 'not a database '.repeat(100));
    return folder;
  },
  /ledger\.db is damaged.*Move the \.s2 folder away/,
);

test('no git on the PATH is said in one sentence', async () => {
  const folder = createRepository(simple);
  const end = await runCli(['run', '--until-done', '-C', folder], { env: { PATH: join(folder, 'nothing-here') } });
  assert.equal(end.code, 1);
  assert.match(end.stderr, /git was not found on the PATH\. Install git/);
});

test('a launch that was refused leaves nothing that looks like a swarm', async () => {
  const folder = createRepository(simple);
  // What a launch leaves that is refused after its ledger was opened, for want of a sandbox for example.
  mkdirSync(join(folder, '.s2'));
  openSqliteLedger(join(folder, '.s2', 'ledger.db')).close();
  for (const command of ['status', 'board', 'why', 'inbox', 'budget', 'breakers']) {
    const end = await runCli([command, '-C', folder]);
    assert.equal(end.code, 1, command);
    assert.match(end.stderr, /No swarm was run in .* yet\. Start one with `s2 run`/);
  }
});

test('a git that is too old is said before anything begins', async () => {
  const folder = createRepository(simple);
  const old = tempFolder();
  const script = `#!/bin/sh\ncase "$*" in *--version*) echo git version 2.30.1 ;; *) exec "${gitProgram()}" "$@" ;; esac\n`;
  writeFileSync(join(old, 'git'), script, { mode: 0o755 });
  const end = await runCli(['run', '--until-done', '-C', folder], {
    env: { PATH: `${old}:${process.env['PATH'] ?? ''}` },
  });
  assert.equal(end.code, 1);
  assert.match(end.stderr, /git version 2\.30\.1 is too old\. Install git 2\.38 or newer/);
});

function gitProgram(): string {
  return execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
}

test('a dirty checkout is neither seen by agents nor touched', async () => {
  const folder = createRepository({ ...simple, 'notes.txt': 'committed\n' });
  writeText(folder, 'notes.txt', 'not committed\n');
  writeText(folder, 'new.txt', 'untracked\n');
  git(folder, 'add', 'new.txt');
  const before = git(folder, 'status', '--porcelain');
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.equal(git(folder, 'status', '--porcelain'), before);
  assert.equal(readFileSync(join(folder, 'notes.txt'), 'utf8'), 'not committed\n');
  assert.equal(git(folder, 'show', 's2/simple:notes.txt'), 'committed');
  assert.throws(() => git(folder, 'show', 's2/simple:new.txt'));
});

test('a second launch of a running swarm is refused, and the first goes on', async () => {
  const folder = createRepository({ ...simple, ...phaseFile(1, 1, [{ run: 'sleep 3; echo done > FILE' }]) });
  const first = startCli(['run', '--until-done', '-C', folder]);
  await first.until('claimed');
  const second = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(second.code, 1);
  assert.match(second.stderr, /Another process already runs the swarm in .*stop it before/);
  const beside = await runCli(['status', '--json', '-C', folder]);
  assert.match(beside.stdout, /"status": "claimed"/, 'reading beside a running leader works');
  assert.equal((await first.end).code, 0);
});

test('a task that puts a link to the checkout where its worktree was fails, and the checkout stays as it was', async () => {
  const folder = createRepository({
    ...simple,
    'notes.txt': 'committed\n',
    ...phaseFile(1, 1, [{ run: 'P=$PWD; cd ..; rm -rf $P; ln -s ../.. $P' }, { run: write }]),
  });
  writeText(folder, 'notes.txt', 'not committed\n');
  writeText(folder, 'new.txt', 'untracked\n');
  const before = git(folder, 'status', '--porcelain');
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.match(end.stdout, /1 of 2 tasks completed/);
  assert.match(end.stdout, /removed or replaced the worktree/);
  assert.equal(git(folder, 'status', '--porcelain'), before);
  assert.equal(readFileSync(join(folder, 'notes.txt'), 'utf8'), 'not committed\n');
  assert.equal(git(folder, 'log', '--all', '--format=%H', '--', 'new.txt'), '', 'nothing of it was published');
});

test('a task that cannot succeed fails after three attempts with its reason, and a new run tries again', async () => {
  const folder = createRepository({
    ...simple,
    ...phaseFile(1, 1, [
      { run: 'test -e allowed && echo done > FILE' },
      { run: write, extra: '- **Depends on:** S1.P1.T1' },
    ]),
  });
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 1);
  assert.equal(end.stdout.split('\n').filter((line) => line.includes('claimed S1.P1.T1')).length, 3);
  assert.match(end.stdout, /0 of 2 tasks completed/);
  assert.match(end.stdout, /S1\.P1\.T1 is failed after its last attempt: .*exited with code 1/);
  const why = await runCli(['why', 'S1.P1.T2', '-C', folder]);
  assert.match(why.stdout, /S1\.P1\.T2 waits for S1\.P1\.T1/);
  git(folder, 'switch', '--quiet', '--detach', 's2/simple');
  writeText(folder, 'allowed', 'yes\n');
  git(folder, 'add', 'allowed');
  git(folder, 'commit', '--quiet', '--message=allow');
  const commit = git(folder, 'rev-parse', 'HEAD');
  git(folder, 'switch', '--quiet', 'main');
  git(folder, 'update-ref', 'refs/heads/s2/simple', commit);
  const accepted = await runCli(['accept-commits', '-C', folder]);
  assert.match(accepted.stdout, /allow\ns2\/simple is accepted as it is\./, accepted.stderr);
  const again = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(again.code, 0, again.stdout + again.stderr);
});

test('a ledger that was edited is not built upon', async () => {
  const folder = createRepository(simple);
  assert.equal((await runCli(['run', '--until-done', '-C', folder])).code, 0);
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(join(folder, '.s2', 'ledger.db'));
  db.exec('DROP TRIGGER entry_is_final');
  db.exec(`UPDATE entry SET body = replace(body, '"name":"simple"', '"name":"forged"') WHERE sequence = 1`);
  db.close();
  const verdict = await runCli(['witness', 'verify', '--json', '-C', folder]);
  assert.equal(verdict.code, 1);
  assert.match(verdict.stdout, /"sequence": 1,\s+"code": "altered"/);
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 1);
  assert.match(end.stderr, /does not verify: entry 1 is altered/);
});

test('a damaged .s2 folder loses history, never work: without it the swarm starts over on the same branches', async () => {
  const folder = createRepository(simple);
  assert.equal((await runCli(['run', '--until-done', '-C', folder])).code, 0);
  rmSync(join(folder, '.s2'), { recursive: true });
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.match(git(folder, 'show', 's2/simple:s1p1t1.txt'), /done/);
  assert.match(
    end.stdout,
    /without changing anything: its deliverables are there already; remove the task from the plan/,
    'what is there already is not claimed to be done anew',
  );
});

test('another swarm in the same repository is another swarm, and the first one is kept', async () => {
  const folder = createRepository(simple);
  assert.equal((await runCli(['run', '--until-done', '-C', folder])).code, 0);
  writeText(folder, 'swarm.yaml', swarmYaml('other', ['session-1']));
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.match(end.stdout, /The ledger of the swarm simple was put aside as .*ledgers/);
  assert.equal(git(folder, 'show', 's2/other:s1p1t1.txt'), 'done');
  writeText(folder, 'swarm.yaml', simple['swarm.yaml']);
  const back = await runCli(['run', '--until-done', '--json', '-C', folder]);
  assert.equal(back.code, 0);
  assert.doesNotMatch(back.stdout, /task\.claimed/, 'the first swarm is finished as it was');
});

test('an integration branch that lost merged work is not built upon', async () => {
  const folder = createRepository(simple);
  assert.equal((await runCli(['run', '--until-done', '-C', folder])).code, 0);
  git(folder, 'branch', '-f', 's2/simple', 'main');
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 1);
  assert.match(
    end.stderr,
    /s2\/simple is at .* lacks work that was merged \(up to S1\.P1\.T1\)\. Put it back with `git branch -f s2\/simple/,
  );
});

test('a blocked task without a helper asks for a person, and running again tries it again', async () => {
  const run = 'if test -e allowed; then echo done > FILE; else echo no certificate; exit 75; fi';
  const folder = createRepository({ ...simple, ...phaseFile(1, 1, [{ run }]) });
  const end = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 1);
  assert.match(end.stdout, /session-1 is blocked on S1\.P1\.T1: no certificate/);
  const status = await runCli(['status', '-C', folder]);
  assert.match(status.stdout, /simple: stuck, 0 of 1 tasks completed/);
  writeText(folder, 'allowed', 'yes\n');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=allow');
  git(folder, 'branch', '-f', 's2/simple', 'main');
  assert.equal((await runCli(['accept-commits', '-C', folder])).code, 0);
  const again = await runCli(['run', '--until-done', '-C', folder]);
  assert.equal(again.code, 0, again.stdout + again.stderr);
  assert.match(again.stdout, /1 blocked tasks are tried again/);
});

test('a swarm that nobody runs says so, and a killed claim is no work', async () => {
  const folder = createRepository({ ...simple, ...phaseFile(1, 1, [{ run: 'sleep 30; echo done > FILE' }]) });
  const first = startCli(['run', '--json', '-C', folder]);
  await first.until('"type":"task.claimed"');
  killTree(first.child.pid ?? assert.fail());
  await first.end;
  const status = await runCli(['status', '--json', '-C', folder]);
  assert.match(status.stdout, /"state": "stopped"/);
  assert.doesNotMatch(status.stdout, /"status": "claimed"/);
  const why = await runCli(['why', '-C', folder]);
  assert.match(why.stdout, /Nobody runs this swarm now; `s2 run` goes on with it/);
});

test('a reader that has seen enough ends the program without a word', async () => {
  const folder = createRepository(simple);
  const said = execFileSync(
    'sh',
    ['-c', `"$0" "$1" lint -C "$2" 2>&1 | head -0; echo over`, process.execPath, cliFile, folder],
    { encoding: 'utf8' },
  );
  assert.equal(said, 'over\n');
});

for (const [args, said] of [
  [['frobnicate'], /unknown command/],
  [['lint', '--format', 'sideways'], /no format sideways/],
  [['run', '--until-don'], /unknown option.*Did you mean --until-done/s],
] as const) {
  test(`a command line that is not understood (${args.join(' ')}) exits with 2`, async () => {
    const end = await runCli(args);
    assert.equal(end.code, 2);
    assert.match(end.stderr, said);
  });
}

test('an older Node is told so before anything asks it for what it does not have', () => {
  const older =
    'delete Map.groupBy; delete Object.groupBy; Object.defineProperty(process.versions, "node", { value: "20.20.2" })';
  const ran = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(older)}`, cliFile, 'status'],
    { encoding: 'utf8' },
  );
  assert.equal(ran.status, 1);
  assert.match(ran.stderr, /^s2: Node 20\.20\.2 is too old: .* needs Node 22\.14\.0 or newer\./);
});
