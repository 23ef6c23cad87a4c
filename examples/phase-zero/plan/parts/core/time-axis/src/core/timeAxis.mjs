const hour = 3_600_000;

/** Hours since the start of 2000, UTC: the zero point of all phases. */
export function hoursOf(date) {
  return (date.getTime() - Date.UTC(2000, 0, 1)) / hour;
}

/** Moments from `start` on, `minutes` apart, over `days` days, the end included. */
export function timeAxis(start, days, minutes) {
  const count = Math.round((days * 24 * 60) / minutes);
  return Array.from({ length: count + 1 }, (_, index) => new Date(start.getTime() + index * minutes * 60_000));
}
