/** Metres with two decimals, without a minus in front of zero. */
export function writeMetres(height) {
  const text = height.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}

/** Day and time in UTC, such as `2026-01-01 04:37`. */
export function writeMoment(date) {
  return date.toISOString().slice(0, 16).replace('T', ' ');
}

/** The form that calendars use, such as `20260101T043700Z`. */
export function writeCalendarTime(date) {
  return `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
