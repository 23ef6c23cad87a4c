/** Makes the station file from a few figures for each (invented) harbour, and reads it back with the program's own parser. */
import { pathToFileURL } from 'node:url';
import { writeFile } from '../writePart.mjs';

const harbours = [
  { name: 'northquay', title: 'Northquay Harbour', level: 4.1, moon: 2.95, lag: 74 },
  { name: 'saltmarsh', title: 'Saltmarsh Bar', level: 2.6, moon: 1.48, lag: 212 },
  { name: 'gull-point', title: 'Gull Point', level: 1.2, moon: 0.52, lag: 305 },
  { name: 'lantern-rock', title: 'Lantern Rock', level: 3.3, moon: 2.02, lag: 158 },
];

/** The other constituents follow the moon's in these proportions. */
const shares = [
  ['M2', 1, 0],
  ['S2', 0.34, 38],
  ['N2', 0.2, -21],
  ['K1', 0.09, 104],
  ['O1', 0.07, -62],
];

const lines = harbours.flatMap(({ name, title, level, moon, lag }) => [
  `${name} "${title}" ${level}`,
  ...shares.map(([part, share, shift]) => `  ${part} ${(moon * share).toFixed(3)} ${(lag + shift + 360) % 360}`),
  '',
]);
const text = ['# Invented harbours: name "Title" mean level; constituent amplitude phase', '', ...lines].join('\n');

const { parseStations } = await import(pathToFileURL('src/data/parseStations.mjs').href);
console.log(`${parseStations(text).length} stations read back`);
writeFile('data/stations.txt', text);
