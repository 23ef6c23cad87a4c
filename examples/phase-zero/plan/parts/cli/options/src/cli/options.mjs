import { parseArgs } from 'node:util';

const shape = {
  from: { type: 'string', default: '2026-01-01' },
  days: { type: 'string', default: '2' },
  help: { type: 'boolean', short: 'h', default: false },
};

/** What was asked for: `{ command, station, start, days }`, or `{ problem }` with one sentence. */
export function readOptions(args) {
  let parsed;
  try {
    parsed = parseArgs({ args, options: shape, allowPositionals: true });
  } catch (error) {
    return { problem: error.message };
  }
  const { values, positionals } = parsed;
  if (values.help || positionals.length === 0) return { command: 'help' };
  const start = new Date(`${values.from}T00:00:00Z`);
  if (Number.isNaN(start.getTime())) return { problem: `--from wants a day such as 2026-01-01, not ${values.from}` };
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > 31) return { problem: `--days wants 1 to 31, not ${values.days}` };
  const [command, station] = positionals;
  return { command, station, start, days };
}
