import { constituent } from '../data/constituents.mjs';
import { cosine } from './angles.mjs';
import { hoursOf } from './timeAxis.mjs';

/** Height of the water in metres at a moment: the mean level and one cosine for each constituent. */
export function heightAt(station, date) {
  const hours = hoursOf(date);
  return station.parts.reduce(
    (sum, part) => sum + part.amplitude * cosine(constituent(part.name).speed * hours - part.phase),
    station.level,
  );
}

/** The most and the least that the water can ever reach at a station. */
export function rangeOf(station) {
  const swing = station.parts.reduce((sum, part) => sum + part.amplitude, 0);
  return { lowest: station.level - swing, highest: station.level + swing };
}
