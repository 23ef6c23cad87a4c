/** Freezes a month of tides at each harbour, so that a later change of the model shows. */
import { pathToFileURL } from 'node:url';
import { writeFile, writePart } from '../writePart.mjs';

const load = (file) => import(pathToFileURL(file).href);
const { loadStations } = await load('src/data/loadStations.mjs');
const { extremes } = await load('src/core/extremes.mjs');

const start = new Date('2026-01-01T00:00:00Z');
for (const station of loadStations()) {
  const turns = extremes(station, start, 30).map(({ kind, date, height }) => [kind, date.toISOString(), Number(height.toFixed(4))]);
  writeFile(`test/golden/${station.name}.json`, `[\n${turns.map((turn) => `  ${JSON.stringify(turn)}`).join(',\n')}\n]\n`);
}
await writePart('core/golden', '1');
