/** What is lacking on the shelf for a recipe. */
export function lacking(recipe, shelf) {
  return recipe.parts
    .map((part) => ({ ...part, amount: part.amount - shelf.has(part.name) }))
    .filter(({ amount }) => amount > 0);
}
