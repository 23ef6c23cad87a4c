import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createRepository, git, runCli } from '../support/cli.ts';
import { aPlainUser } from '../support/plainUser.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** A swarm whose one command writes what came of each attempt into its deliverable. */
function attempts(
  commands: Readonly<Record<string, string>>,
  contract = '',
  files: Readonly<Record<string, string>> = {},
): string {
  const lines = Object.entries(commands).map(
    ([name, command]) =>
      `if (${command}) >/dev/null 2>&1; then echo "${name}: did" >> out.txt; else echo "${name}: could not" >> out.txt; fi`,
  );
  return createRepository({
    ...files,
    'swarm.yaml': [
      'version: 1',
      'name: attempts',
      'documents: ["phases/**/*.md"]',
      'sessions: [{ id: session-1, role: tester }]',
      contract,
      '',
    ].join('\n'),
    'attempts.sh': `${lines.join('\n')}\n`,
    'phases/INSTRUCTIONS-SESSION-1-PHASE-1.md': [
      '# Session 1 (Tester) - Phase 1',
      '',
      '## Task 1: Try (Haiku)',
      'Try it.',
      '- **File:** out.txt',
      '- **Run:** `sh attempts.sh`',
      '- **Estimated:** 1 hour, $0',
      '- **Verify:** `test -s out.txt`',
      '',
      '**Completion:** commit',
      '',
    ].join('\n'),
  });
}

/** What came of each attempt in a swarm of a user without special rights. */
async function come(folder: string, user = aPlainUser()): Promise<Readonly<Record<string, string>>> {
  user.own(folder);
  const end = await user.s2(['run', '--until-done', '-C', folder]);
  assert.equal(end.code, 0, `${end.stdout}\n${end.stderr}`);
  const status = await user.s2(['status', '--json', '-C', folder]);
  const [session] = JSON.parse(status.stdout).sessions;
  assert.equal(session.sandbox, 'os', status.stdout);
  const out = git('/', '-c', `safe.directory=${folder}`, '-C', folder, 'show', 's2/attempts:out.txt');
  return Object.fromEntries(out.split('\n').map((line) => line.split(': ')));
}

test('what a command may do in its sandbox works: its worktree, its temporary folder, git, Node', async () => {
  const user = aPlainUser();
  const tool = join(user.home, '.tool', 'bin', 'a-tool');
  mkdirSync(join(tool, '..'), { recursive: true });
  mkdirSync(join(user.home, '.tool', 'lib'));
  writeFileSync(join(user.home, '.tool', 'lib', 'part'), 'echo part\n');
  writeFileSync(tool, '#!/bin/sh\n. "$(dirname "$0")/../lib/part"\n', { mode: 0o755 });
  const path = process.env['PATH'];
  process.env['PATH'] = `${join(tool, '..')}:${path}`;
  after(() => void (process.env['PATH'] = path));
  user.own(user.home);
  const folder = attempts({
    write: 'mkdir -p made && echo x > made/x.txt && rm -r made',
    temporary: 'echo x > "$TMPDIR/x" && test "$(cat "$TMPDIR/x")" = x',
    'status of git': 'git status --porcelain && git log -1 && git diff HEAD',
    'a device': 'echo x > /dev/null && head -c 1 /dev/urandom',
    children: 'sh -c "sleep 0 & wait"',
    'a program of a tool on the PATH': 'a-tool',
  });
  assert.deepEqual([...new Set(Object.values(await come(folder, user)))], ['did']);
});

test('what a command must not do in its sandbox fails, each of it', async () => {
  const user = aPlainUser();
  mkdirSync(join(user.home, '.ssh'));
  writeFileSync(join(user.home, '.ssh', 'id'), 'secret of the user');
  writeFileSync(join(user.home, '.profile'), '# of the user\n');
  const server = createServer((_, response) => response.end('reached'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  const port = Object(server.address()).port as number;
  mkdirSync(join(user.home, '.cargo', 'bin'), { recursive: true });
  writeFileSync(join(user.home, '.cargo', 'credentials.toml'), 'token of the user');
  const path = process.env['PATH'];
  process.env['PATH'] = `${join(user.home, '.cargo', 'bin')}:${path}`;
  after(() => void (process.env['PATH'] = path));
  user.own(user.home);
  const root = '"$(git rev-parse --git-common-dir)"';
  const get = (host: string): string =>
    `node -e 'fetch("http://${host}:${port}").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))'`;
  const folder = attempts({
    'write into closed folders, which is not refused':
      'echo evil >> "$HOME/.profile"; echo x > ../evil.txt; echo x > ../../../evil.txt; false',
    'read a secret of the user': 'test -s "$HOME/.ssh/id"',
    'list the home folder': 'ls -a "$HOME" | grep -q ssh',
    'read what a tool on the PATH keeps beside its programs': 'test -s "$HOME/.cargo/credentials.toml"',
    'read what is ignored in the checkout': 'test -s ../../../.env',
    'read the checkout': 'test -s ../../../swarm.yaml',
    'write into the temporary folder of the machine': 'echo x > /tmp/s2-evil',
    'plant a hook': `echo x > ${root}/hooks/post-checkout`,
    'change the configuration of git': `git config core.fsmonitor evil`,
    'move a branch': `echo 0 > ${root}/refs/heads/evil`,
    'change the worktree’s link': 'echo x > .git',
    'read the keys of the swarm': 'ls ../../keys/* | grep -q secret',
    'read the ledger': 'test -s ../../ledger.db',
    'reach the leader': `node -e 'require("node:net").connect(process.argv[1]).on("connect", () => process.exit(0)).on("error", () => process.exit(1))' ../../run/leader.sock`,
    'reach a server of this machine': get('127.0.0.1'),
    'reach a host': get('example.com'),
    'end a process of the user': 'kill -9 $(pgrep -f cli.js | head -1)',
    'become root': 'test "$(id -u)" = 0',
    'mount something': 'mount -t tmpfs none /mnt',
    'write a kernel setting': 'test -w /proc/sys/kernel/hostname',
  });
  writeFileSync(join(folder, '.env'), 'SECRET=of the checkout\n');
  const came = await come(folder, user);
  // What is written to closed folders goes nowhere, whatever the command is told.
  assert.equal(readFileSync(join(user.home, '.profile'), 'utf8'), '# of the user\n');
  const beside = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  assert.deepEqual(
    beside.filter((path) => path.includes('evil')),
    [],
  );
  const did = Object.entries(came).filter(([, what]) => what !== 'could not');
  assert.deepEqual(did, []);
  assert.equal(Object.keys(came).length, 20);
});

test('where the path of the repository is long, a command works in a temporary folder beside those of others, and reads none of them', async () => {
  const temporary = tempFolder();
  const user = aPlainUser(temporary);
  const shared = join(temporary, `s2-${process.getuid?.() === 0 ? 65_534 : (process.getuid?.() ?? 0)}`);
  mkdirSync(join(shared, 'of-another'), { recursive: true });
  writeFileSync(join(shared, 'of-another', 'secret'), 'of another session');
  chmodSync(shared, 0o700);
  user.own(temporary);
  const folder = attempts({
    'write into its own': `case "$TMPDIR" in *s2-*) echo x > "$TMPDIR/x" && test -s "$TMPDIR/x";; *) false;; esac`,
    'read that of another': 'test -s "$(dirname "$TMPDIR")/of-another/secret"',
    'write into that of another':
      'echo evil >> "$(dirname "$TMPDIR")/of-another/secret" && test -s "$(dirname "$TMPDIR")/of-another/secret"',
  });
  const long = join(tempFolder(), 'a-folder-with-a-name-that-is-longer-than-others');
  renameSync(folder, long);
  if (process.getuid?.() === 0) chmodSync(join(long, '..'), 0o755);
  const came = await come(long, user);
  assert.deepEqual(came['write into its own'], 'did');
  assert.deepEqual(came['read that of another'], 'could not');
  assert.equal(readFileSync(join(shared, 'of-another', 'secret'), 'utf8'), 'of another session');
});

test('without a sandbox a plan is launched only when its person says so, and the session says that it has none', async () => {
  if (process.getuid?.() !== 0) {
    // Whoever can be confined is: the refusal is that of somebody who cannot be, and the decision itself has a test of its own.
    const able = await aPlainUser().s2(['doctor', '--json']);
    assert.equal(JSON.parse(able.stdout).sandbox, 'os');
    return;
  }
  const folder = attempts({ run: 'true' });
  const refused = await runCli(['run', '--until-done', '-C', folder], { env: { S2_SANDBOX: 'required' } });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /cannot be sandboxed here: root cannot be confined.*--sandbox auto/s);
  const ran = await runCli(['run', '--until-done', '--sandbox', 'auto', '-C', folder]);
  assert.equal(ran.code, 0, ran.stderr);
  const status = await runCli(['status', '--json', '-C', folder]);
  assert.equal(JSON.parse(status.stdout).sessions[0].sandbox, 'none');
});

/** Asks the proxy of the sandbox for an address, whatever else the environment says of proxies. */
const reach = `
import { get } from 'node:http';
const proxy = new URL(process.env.HTTP_PROXY);
const who = [proxy.username, proxy.password].map(decodeURIComponent).join(':');
const headers = { host: new URL(process.argv[2]).host, 'proxy-authorization': 'Basic ' + btoa(who) };
get({ host: proxy.hostname, port: proxy.port, path: process.argv[2], headers }, ({ statusCode }) =>
  process.exit(statusCode === 200 ? 0 : 1),
).on('error', () => process.exit(1));
`;

async function aServer(): Promise<string> {
  const server = createServer((_, response) => response.end('reached'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  return `127.0.0.1:${Object(server.address()).port as number}`;
}

test('a host that no list names waits for a person when the plan has a list of hosts, and what the list names is reached', async () => {
  const user = aPlainUser();
  const [listed, asked, refused] = [await aServer(), await aServer(), await aServer()];
  const attempt = (host: string): string => `node reach.mjs http://${host}/`;
  const folder = attempts(
    { listed: attempt(listed), asked: attempt(asked), refused: attempt(refused) },
    `autonomy: { hosts: ["${listed}"] }`,
    { 'reach.mjs': reach },
  );
  const judged: string[] = [];
  const came = come(folder, user);
  const over = came.then(
    () => true,
    () => true,
  );
  while (judged.length < 2) {
    const inbox = await user.s2(['inbox', '--json', '-C', folder]);
    const [, host] = /reach the host ([\d.:]+\d)/.exec(inbox.stdout) ?? [];
    if (host !== undefined && !judged.includes(host)) {
      const verdict = host === asked ? ['approve', 'S1.P1.T1'] : ['reject', 'S1.P1.T1', '--reason', 'not there'];
      const end = await user.s2([...verdict, '-C', folder]);
      assert.equal(end.code, 0, end.stderr);
      judged.push(host);
    }
    const isOver = await Promise.race([over, new Promise<false>((resolve) => setTimeout(() => resolve(false), 200))]);
    assert.ok(!isOver || judged.length === 2, 'the swarm ended, and nobody was asked');
  }
  assert.deepEqual(judged, [asked, refused]);
  assert.deepEqual(await came, { listed: 'did', asked: 'did', refused: 'could not' });
});

test('without a list of hosts what the contract of a session does not name is refused at once', async () => {
  const [named, other] = [await aServer(), await aServer()];
  const attempt = (host: string): string => `node reach.mjs http://${host}/`;
  const folder = attempts(
    { named: attempt(named), other: attempt(other) },
    `service_contracts: { session-1: { scoped_credentials: { allowed_hosts: ["${named}"] } } }`,
    { 'reach.mjs': reach },
  );
  assert.deepEqual(await come(folder), { named: 'did', other: 'could not' });
});
