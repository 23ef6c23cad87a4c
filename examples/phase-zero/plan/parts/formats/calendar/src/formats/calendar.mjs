import { writeCalendarTime, writeMetres } from './write.mjs';

/** High waters as a calendar that other programs can subscribe to. */
export function asCalendar(station, turns) {
  const events = turns
    .filter((turn) => turn.kind === 'high')
    .flatMap(({ date, height }) => [
      'BEGIN:VEVENT',
      `UID:${station.name}-${writeCalendarTime(date)}@tidebook`,
      `DTSTAMP:${writeCalendarTime(date)}`,
      `DTSTART:${writeCalendarTime(date)}`,
      `SUMMARY:High water ${station.title.replaceAll(/[,;\\]/g, '\\$&')} ${writeMetres(height)} m`,
      'END:VEVENT',
    ]);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//tidebook//EN', ...events, 'END:VCALENDAR', ''].join('\r\n');
}
