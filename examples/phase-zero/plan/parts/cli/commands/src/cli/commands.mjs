/** What the program can do; each command is named once, here. */
export const commands = [
  { name: 'stations', needsStation: false, help: 'list the harbours' },
  { name: 'table', needsStation: true, help: 'high and low water as text' },
  { name: 'curve', needsStation: true, help: 'the tide as an SVG picture' },
  { name: 'calendar', needsStation: true, help: 'high waters as a calendar file' },
];

/** The help text. */
export function usage() {
  const lines = commands.map(({ name, needsStation, help }) => `  ${`${name}${needsStation ? ' <station>' : ''}`.padEnd(22)}${help}`);
  return ['Usage: tidebook <command> [--from 2026-01-01] [--days 2]', '', ...lines].join('\n');
}
