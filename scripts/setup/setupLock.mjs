import { linkSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const beatMs = 2_000;
const staleMs = 20_000;

/**
 * Runs `work` while no other process of this clone does. The lock is a file that appears with its content in one step and is touched
 * while it is held; it is taken over when its holder has ended or has not touched it for 20 s. `onWait` is called once, when somebody
 * else holds it.
 */
export async function withSetupLock(path, work, onWait) {
  mkdirSync(dirname(path), { recursive: true });
  const token = `${hostname()} ${process.pid} ${Date.now()}`;
  for (let waited = false; !tryTake(path, token);) {
    if (!waited) onWait();
    waited = true;
    if (!removeStale(path)) await sleep(200);
  }
  const beat = setInterval(() => utimesSync(path, new Date(), new Date()), beatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if (contentOf(path) === token) rmSync(path, { force: true });
  }
}

function tryTake(path, token) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, token);
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Removes a lock whose holder is gone; whether the caller should try again at once. Only the process that made `<lock>.taken` may
 * remove, and it looks again first: so nobody removes a lock that a faster process has just taken.
 */
function removeStale(path) {
  if (!isStale(path)) return false;
  const claim = `${path}.taken`;
  try {
    writeFileSync(claim, '', { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (ageOf(claim) > staleMs) rmSync(claim, { force: true });
    return false;
  }
  if (isStale(path)) rmSync(path, { force: true });
  rmSync(claim, { force: true });
  return true;
}

function isStale(path) {
  const [host, pid] = (contentOf(path) ?? '').split(' ');
  if (pid === undefined) return false;
  return ageOf(path) > staleMs || (host === hostname() && !isAlive(Number(pid)));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function ageOf(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}

function contentOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}
