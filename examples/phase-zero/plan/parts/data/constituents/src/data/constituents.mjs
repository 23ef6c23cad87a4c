/**
 * The five largest parts of an ocean tide. `speed` is in degrees per hour: how fast the body that raises it goes round.
 */
export const constituents = [
  { name: 'M2', speed: 28.9841042, cause: 'the moon, twice a day' },
  { name: 'S2', speed: 30, cause: 'the sun, twice a day' },
  { name: 'N2', speed: 28.4397295, cause: 'the changing distance of the moon' },
  { name: 'K1', speed: 15.0410686, cause: 'moon and sun off the equator' },
  { name: 'O1', speed: 13.9430356, cause: 'the moon off the equator' },
];

/** The constituent of that name; throws for a name that is not in the table. */
export function constituent(name) {
  const found = constituents.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no constituent ${name}`);
  return found;
}
