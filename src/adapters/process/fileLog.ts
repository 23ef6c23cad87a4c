import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from '../../base/log.ts';

/** A log of one JSON line per message in `file`. A message that cannot be written goes to stderr instead of stopping the work. */
export function createFileLog(file: string): Log {
  mkdirSync(dirname(file), { recursive: true });
  const write = (level: string, message: string, detail?: Readonly<Record<string, unknown>>): void => {
    const line = `${JSON.stringify({ at: new Date().toISOString(), level, message, ...detail })}\n`;
    try {
      appendFileSync(file, line, { mode: 0o600 });
    } catch (error) {
      process.stderr.write(`${String(error)}\n${line}`);
    }
  };
  return {
    info: (message, detail) => write('info', message, detail),
    warn: (message, detail) => write('warn', message, detail),
    error: (message, detail) => write('error', message, detail),
  };
}
