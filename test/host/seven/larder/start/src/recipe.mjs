/** Makes a recipe for so many people out of its parts. */
export function createRecipe() {
  throw new Error('not written yet');
}
