/** How money is rounded, as the owner of the kitchen has decided. */
export const rule = 'ANSWER';

/** Whole cents. */
export function roundCents(cents) {
  return rule === 'half up' ? Math.floor(cents + 0.5) : Math.ceil(cents);
}
