import { columns } from './columns.mjs';
import { writeMetres, writeMoment } from './write.mjs';

/** High and low waters as a table for the terminal. */
export function asTable(station, turns) {
  const rows = turns.map(({ kind, date, height }) => [writeMoment(date), kind, writeMetres(height)]);
  return [`${station.title}, UTC, metres`, ...columns([['time', 'water', 'height'], ...rows], [2])].join('\n');
}
