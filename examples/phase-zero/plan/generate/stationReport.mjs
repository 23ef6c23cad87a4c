/** Describes the harbours from the signed data. */
import { pathToFileURL } from 'node:url';
import { writeFile } from '../writePart.mjs';

const load = (file) => import(pathToFileURL(file).href);
const { loadStations } = await load('src/data/loadStations.mjs');
const { rangeOf } = await load('src/core/height.mjs');

const rows = loadStations().map((station) => {
  const { lowest, highest } = rangeOf(station);
  return `| \`${station.name}\` | ${station.title} | ${station.level.toFixed(2)} | ${lowest.toFixed(2)} to ${highest.toFixed(2)} |`;
});
writeFile(
  'docs/stations.md',
  ['# The harbours', '', '| name | harbour | mean level, m | range, m |', '|---|---|---|---|', ...rows, ''].join('\n'),
);
