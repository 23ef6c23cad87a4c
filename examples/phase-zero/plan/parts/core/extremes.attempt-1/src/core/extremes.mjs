import { heightAt } from './height.mjs';
import { timeAxis } from './timeAxis.mjs';

/** High and low water at a station: `{ kind, date, height }` in order of time. */
export function extremes(station, start, days) {
  const axis = timeAxis(start, days, 60);
  const heights = axis.map((date) => heightAt(station, date));
  return axis.flatMap((date, index) => {
    if (index === 0 || index === axis.length - 1) return [];
    const [before, here, after] = heights.slice(index - 1, index + 2);
    if (here > before && here >= after) return [{ kind: 'high', date, height: here }];
    if (here < before && here <= after) return [{ kind: 'low', date, height: here }];
    return [];
  });
}
