import type { LogOutputChannel } from 'vscode';
import type { Log } from '../base/log.ts';

/** Writes into the output channel that a person opens with "Show Log". */
export function createOutputLog(channel: LogOutputChannel): Log {
  return {
    info: (message, detail) => channel.info(line(message, detail)),
    warn: (message, detail) => channel.warn(line(message, detail)),
    error: (message, detail) => channel.error(line(message, detail)),
  };
}

function line(message: string, detail?: Readonly<Record<string, unknown>>): string {
  return detail === undefined ? message : `${message} ${JSON.stringify(detail)}`;
}
