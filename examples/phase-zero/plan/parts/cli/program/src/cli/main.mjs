import { extremes } from '../core/extremes.mjs';
import { loadStations } from '../data/loadStations.mjs';
import { asCalendar } from '../formats/calendar.mjs';
import { columns } from '../formats/columns.mjs';
import { asCurve } from '../formats/curve.mjs';
import { asTable } from '../formats/table.mjs';
import { commands, usage } from './commands.mjs';
import { readOptions } from './options.mjs';

const views = {
  table: (station, { start, days }) => asTable(station, extremes(station, start, days)),
  curve: (station, { start, days }) => asCurve(station, start, days),
  calendar: (station, { start, days }) => asCalendar(station, extremes(station, start, days)),
};

/** Runs the program; returns the exit code: 0 done, 1 problem, 2 usage. */
export function main(args, out) {
  const asked = readOptions(args);
  if (asked.problem !== undefined) return fail(out, 2, asked.problem);
  if (asked.command === 'help') return say(out, usage());
  const command = commands.find(({ name }) => name === asked.command);
  if (command === undefined) return fail(out, 2, `there is no command ${asked.command}; try --help`);
  const stations = loadStations();
  if (!command.needsStation) return say(out, columns(stations.map(({ name, title }) => [name, title])).join('\n'));
  const station = stations.find(({ name }) => name === asked.station);
  if (station === undefined) return fail(out, 1, `there is no station ${asked.station ?? '(none given)'}; see: tidebook stations`);
  return say(out, views[command.name](station, asked));
}

function say(out, text) {
  out.log(text);
  return 0;
}

function fail(out, code, problem) {
  out.error(`tidebook: ${problem}`);
  return code;
}
