import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessFrom, collectAccess, hostedSession, keyVariable } from '../../../src/entry/modelAccess.ts';
import { aPlan, aSession } from '../../support/plans.ts';

test('the environment names the shared key, keys of named credentials and the address; none stands in for another', async () => {
  const find = accessFrom({ ANTHROPIC_API_KEY: 'a', ANTHROPIC_API_KEY_TEAM_B: 'b', ANTHROPIC_BASE_URL: 'http://x' });
  assert.deepEqual(await find(''), { key: 'a', baseUrl: 'http://x' });
  assert.deepEqual(await find('team-b'), { key: 'b', baseUrl: 'http://x' });
  assert.equal(await find('team-c'), undefined);
  assert.deepEqual(await accessFrom({ ANTHROPIC_API_KEY: 'a', ANTHROPIC_BASE_URL: '' })(''), { key: 'a' });
  assert.equal(await accessFrom({ ANTHROPIC_API_KEY: '' })(''), undefined);
  assert.equal(keyVariable('tëam 1'), 'ANTHROPIC_API_KEY_T_AM_1');
});

test('only credentials of sessions that need one are looked for', async () => {
  const sessions = [
    aSession('a', { provider: 'anthropic', credential: 'team-b', agents: { haiku: 0, sonnet: 2 } }),
    aSession('b', { provider: 'command', credential: 'other' }),
  ];
  const asked: string[] = [];
  const access = await collectAccess(aPlan(sessions, []), async (name) => {
    asked.push(name);
    return { key: 'k' };
  });
  assert.deepEqual([asked, access], [['team-b'], { 'team-b': { key: 'k' } }]);
  const [first] = sessions;
  assert.equal(hostedSession(first ?? assert.fail()).tier, 'sonnet');
  const wrong = collectAccess(aPlan(sessions, []), async () => ({ key: 'k', baseUrl: 'file:///etc/passwd' }));
  await assert.rejects(wrong, { name: 'ZodError' });
});
