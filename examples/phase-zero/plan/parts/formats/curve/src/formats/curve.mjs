import { heightAt, rangeOf } from '../core/height.mjs';
import { timeAxis } from '../core/timeAxis.mjs';
import { writeMetres } from './write.mjs';

const size = { width: 720, height: 240, margin: 30 };
const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The tide of some days as an SVG picture. */
export function asCurve(station, start, days) {
  const axis = timeAxis(start, days, 10);
  const { lowest, highest } = rangeOf(station);
  const x = (index) => size.margin + (index / (axis.length - 1)) * (size.width - 2 * size.margin);
  const y = (metres) => size.height - size.margin - ((metres - lowest) / (highest - lowest)) * (size.height - 2 * size.margin);
  const points = axis.map((date, index) => `${x(index).toFixed(1)},${y(heightAt(station, date)).toFixed(1)}`);
  const level = y(station.level).toFixed(1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12">`,
    `<title>${escape(station.title)}</title>`,
    `<rect width="${size.width}" height="${size.height}" fill="#f4f8fb"/>`,
    `<line x1="${size.margin}" x2="${size.width - size.margin}" y1="${level}" y2="${level}" stroke="#9fb3c1" stroke-dasharray="4 4"/>`,
    `<polyline fill="none" stroke="#1b6ca8" stroke-width="2" points="${points.join(' ')}"/>`,
    `<text x="${size.margin}" y="20">${escape(station.title)}, ${days} days, mean level ${writeMetres(station.level)} m</text>`,
    '</svg>',
  ].join('\n');
}

function escape(text) {
  return text.replaceAll(/[&<>"]/g, (sign) => escapes[sign]);
}
