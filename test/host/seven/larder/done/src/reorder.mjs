/** The names of what there is less of than wanted. */
export function toReorder(shelf, wanted) {
  return Object.keys(wanted).filter((name) => shelf.has(name) < wanted[name]);
}
