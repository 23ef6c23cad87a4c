import { createRecipe } from './recipe.mjs';

/** The same recipe for another number of people. */
export function scaleRecipe(recipe, serves) {
  const factor = serves / recipe.serves;
  return createRecipe(
    recipe.title,
    serves,
    recipe.parts.map((part) => ({ ...part, amount: part.amount * factor })),
  );
}
