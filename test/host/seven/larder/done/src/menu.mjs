/** Which recipe is cooked on each of so many days, none on two days in a row if there are several. */
export function planMenu(recipes, days) {
  return Array.from({ length: days }, (_, day) => recipes[day % recipes.length].title);
}
