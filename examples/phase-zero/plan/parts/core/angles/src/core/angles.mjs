/** The same direction between 0 and 360 degrees. */
export function normalize(degrees) {
  const rest = degrees % 360;
  return rest < 0 ? rest + 360 : rest;
}

/** Cosine of an angle in degrees. */
export function cosine(degrees) {
  return Math.cos((normalize(degrees) * Math.PI) / 180);
}
