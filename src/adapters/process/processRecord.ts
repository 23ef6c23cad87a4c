import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../../base/parseJson.ts';
import { toSafeName } from '../../domain/agent/refName.ts';
import { signalGroup, signalProcess } from './endGroup.ts';
import { findMarkedProcesses, identifyProcess } from './processIdentity.ts';

/** Environment variable that marks a command and whatever it starts, so that they are found after their runner was killed. */
export const runMark = 'S2_RUN';

/** One command that is on record as running. */
export interface RecordedRun {
  /** Value of `runMark` for this command. */
  readonly token: string;
  /** Adds the group's leader to the record, once it has started. */
  started(pid: number): Promise<void>;
  ended(): void;
}

/** Keeps on disk what runs for one session, so that a later start can end what a killed runner left. */
export interface ProcessRecord {
  /** To be called before the command starts. */
  begin(): RecordedRun;
}

interface Entry {
  readonly token: string;
  readonly pid?: number;
  readonly identity?: string;
}

/** Makes the record of one session in `folder` (`.s2/run`). */
export function createProcessRecord(folder: string, session: string): ProcessRecord {
  mkdirSync(folder, { recursive: true });
  return {
    begin: () => {
      const token = randomUUID();
      const file = join(folder, `${prefixOf(session)}${token}.json`);
      const write = (entry: Entry): void => writeFileSync(file, `${JSON.stringify(entry)}\n`);
      write({ token });
      return {
        token,
        started: async (pid) => {
          const identity = await identifyProcess(pid);
          if (identity !== undefined) write({ token, pid, identity });
        },
        ended: () => rmSync(file, { force: true }),
      };
    },
  };
}

/**
 * Ends every command that is on record in `folder`, of one session or of all; to be called when their runners are known to be
 * gone. A process is ended only if it carries the record's mark or is proved to be the one that was recorded.
 * Resolves to how many processes or groups were ended.
 */
export async function endLeftovers(folder: string, session?: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const mine = readdirSync(folder).filter((name) => name.endsWith('.json') && belongsTo(name, session));
  let ended = 0;
  for (const name of mine) {
    const file = join(folder, name);
    const entry = readEntry(file);
    if (entry) ended += await endRecorded(entry);
    rmSync(file, { force: true });
  }
  return ended;
}

/** Ends what still carries the token, wherever it has moved itself. */
export function endMarked(token: string): number {
  return findMarkedProcesses(`${runMark}=${token}`).filter((pid) => signalProcess(pid, 'SIGKILL')).length;
}

async function endRecorded(entry: Entry): Promise<number> {
  const { pid, identity } = entry;
  const known = pid !== undefined && identity !== undefined && (await identifyProcess(pid)) === identity;
  const group = known && signalGroup(pid, 'SIGKILL') ? 1 : 0;
  return group + endMarked(entry.token);
}

function belongsTo(name: string, session: string | undefined): boolean {
  // A token is a UUID of 36 characters; another session's name may begin like this one's.
  return session === undefined || name.slice(0, -(36 + '.json'.length)) === prefixOf(session);
}

function prefixOf(session: string): string {
  return `${toSafeName(session)}.`;
}

/** A record that was cut short or tampered with names nothing that may be ended. */
function readEntry(file: string): Entry | undefined {
  const value = parseJson(readFileSync(file, 'utf8'));
  if (typeof value !== 'object' || value === null || !('token' in value)) return undefined;
  const { token } = value;
  if (typeof token !== 'string' || !/^[0-9a-f-]{36}$/.test(token)) return undefined;
  const pid = 'pid' in value && typeof value.pid === 'number' && Number.isInteger(value.pid) ? value.pid : 0;
  const identity = 'identity' in value && typeof value.identity === 'string' ? value.identity : undefined;
  return pid > 1 && identity !== undefined ? { token, pid, identity } : { token };
}
