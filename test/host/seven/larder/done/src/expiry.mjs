const day = 24 * 60 * 60 * 1000;

/** Whole days from today to a date, both as `YYYY-MM-DD`. */
export function daysLeft(date, today) {
  return Math.round((Date.parse(`${date}T00:00Z`) - Date.parse(`${today}T00:00Z`)) / day);
}

/** Whether it can no longer be eaten: the day itself still counts. */
export function isStale(date, today) {
  return daysLeft(date, today) < 0;
}
