import { heightAt } from './height.mjs';
import { timeAxis } from './timeAxis.mjs';

const step = 30;

/** High and low water at a station: `{ kind, date, height }` in order of time, to the second. */
export function extremes(station, start, days) {
  const axis = timeAxis(start, days, step);
  const heights = axis.map((date) => heightAt(station, date));
  return axis.flatMap((date, index) => {
    if (index === 0 || index === axis.length - 1) return [];
    const [before, here, after] = heights.slice(index - 1, index + 2);
    if (here > before && here >= after) return [refine(station, date, 'high')];
    if (here < before && here <= after) return [refine(station, date, 'low')];
    return [];
  });
}

/** Closes in on the turn of the tide around a sample: a third of the interval is dropped until one second is left. */
function refine(station, sample, kind) {
  const sign = kind === 'high' ? 1 : -1;
  const worth = (time) => sign * heightAt(station, new Date(time));
  let from = sample.getTime() - step * 60_000;
  let to = sample.getTime() + step * 60_000;
  while (to - from > 1_000) {
    const third = (to - from) / 3;
    if (worth(from + third) < worth(to - third)) from += third;
    else to -= third;
  }
  const date = new Date(Math.round((from + to) / 2_000) * 1_000);
  return { kind, date, height: heightAt(station, date) };
}
