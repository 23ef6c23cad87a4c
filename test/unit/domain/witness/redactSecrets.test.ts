import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactSecrets } from '../../../../src/domain/witness/redactSecrets.ts';

// Put together at run time: a scanner for secrets must not find any here.
const token = (...parts: readonly string[]): string => parts.join('');
const random = 'q7Xw2Lk9Zb4Nc8Vt1Rm5';
const digits = '0123456789ABCDEF';

/** The secret is gone, and what stood around it is still there. */
function check(
  name: string,
  secret: string,
  around: (secret: string) => string = (it) => `failed with ${it} at line 3`,
): void {
  test(`redacts ${name}`, () => {
    const text = around(secret);
    const clean = redactSecrets(text);
    assert.ok(!clean.includes(secret), clean);
    assert.ok(clean.includes('[redacted]'), clean);
    assert.equal(redactSecrets(clean), clean, 'a second time changes nothing');
    const [before = ''] = text.split(secret);
    assert.ok(clean.startsWith(before.slice(0, 6)), clean);
  });
}

check('an AWS access key', token('AK', 'IA', digits));
check('a GitHub token', token('gh', 'p_', random, random));
check('a fine-grained GitHub token', token('github', '_pat_', random, '_', random));
check('a GitLab token', token('gl', 'pat-', random));
check('an npm token', token('np', 'm_', random, random.slice(0, 16)));
check('a model provider key', token('sk', '-ant-api03-', random, '-', random));
check('a payment key', token('sk', '_live_', random));
check('a chat token', token('xo', 'xb-', '123456789012-', random));
check('a Google key', token('AI', 'za', random, random.slice(0, 15)));
check('a JSON web token', token('ey', 'J', random, '.', 'eyJ', random, '.', random));
check('a bearer header', random, (secret) => `curl -H 'Authorization: Bearer ${secret}' failed`);
check('basic credentials', 'dXNlcjpwYXNzd29yZA==', (secret) => `Authorization: Basic ${secret}`);
check('a password in a URL', 'alice:hunter2', (secret) => `cannot reach postgres://${secret}@db.internal:5432/app`);
check('a token in a URL', random, (secret) => `fatal: could not read https://${secret}@example.test/a.git`);
check('an assignment', 'hunter2-hunter2', (secret) => `DB_PASSWORD=${secret} is wrong`);
check('an assignment in quotes', 'a b c d', (secret) => `password: "${secret}" was refused`);
check('a JSON member', 'hunter2', (secret) => `{"api_key": "${secret}", "n": 1}`);
check('a YAML member', 'hunter2', (secret) => `client_secret: ${secret}`);
check('an option', 'hunter2', (secret) => `run --db-password ${secret} --verbose`);
check('an option with =', 'hunter2', (secret) => `run --token=${secret} --verbose`);
check(
  'a private key',
  token('-----BEGIN OPENSSH PRIV', 'ATE KEY-----\n', random, '\n-----END OPENSSH PRIV', 'ATE KEY-----'),
);
check('a private key that was cut off', token('-----BEGIN PRIV', 'ATE KEY-----\n', random));

const kept = [
  'expected 3 tokens, got 4',
  'the token has expired',
  'Unexpected token } in JSON at position 12',
  'password must not be empty',
  'SyntaxError: Unexpected end of input at parse (src/token.ts:12:5)',
  'merging into s2/demo conflicts in src/secret.ts, docs/keys.md',
  'https://example.test/a/b?c=d#e and mail to a@example.test',
  'commit 0123456789abcdef0123456789abcdef01234567 has no file sk-1.txt',
  '`npm test` exited with code 1: not ok 3 - keeps api keys apart',
  'ssh://git.example.test/a.git could not be read',
  '',
];
for (const text of kept) test(`keeps ${JSON.stringify(text)}`, () => assert.equal(redactSecrets(text), text));

test('hostile texts take no longer than their length', () => {
  const long = 4_000;
  const hostile = [
    'password='.repeat(long / 9),
    `a://${'b'.repeat(long)}`,
    'a://'.repeat(long / 4),
    `eyJ${'a'.repeat(long)}`,
    'eyJaaaaaaaa.'.repeat(long / 12),
    '-----BEGIN PRIVATE KEY-----'.repeat(long / 27),
    `token${' '.repeat(long)}=`,
    `--${'a-'.repeat(long / 2)}`,
    'Bearer '.repeat(long / 7),
  ];
  for (const text of hostile) assert.equal(typeof redactSecrets(text), 'string');
});
