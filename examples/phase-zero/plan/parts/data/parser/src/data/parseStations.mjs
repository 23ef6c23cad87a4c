import { constituents } from './constituents.mjs';

const known = new Set(constituents.map((one) => one.name));

/**
 * Reads a station file. One line names a station and its mean level in metres, the indented lines below give amplitude (m) and
 * phase (degrees) of its constituents; `#` starts a comment. Throws with the line number for anything else.
 */
export function parseStations(text) {
  const stations = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/#.*/, '').trimEnd();
    if (line === '') continue;
    if (/^\s/.test(line)) addPart(stations.at(-1), line.trim(), index + 1);
    else stations.push(readStation(line, index + 1));
  }
  return stations;
}

function readStation(line, number) {
  const match = /^([a-z][a-z-]*) "([^"]+)" ([\d.]+)$/.exec(line);
  if (match === null) throw new Error(`line ${number}: expected: name "Title" level`);
  return { name: match[1], title: match[2], level: Number(match[3]), parts: [] };
}

function addPart(station, line, number) {
  const match = /^([A-Z]\d) ([\d.]+) ([\d.]+)$/.exec(line);
  if (station === undefined || match === null) throw new Error(`line ${number}: expected: constituent amplitude phase`);
  if (!known.has(match[1])) throw new Error(`line ${number}: there is no constituent ${match[1]}`);
  station.parts.push({ name: match[1], amplitude: Number(match[2]), phase: Number(match[3]) });
}
