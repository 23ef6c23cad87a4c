import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecipe } from '../src/recipe.mjs';
import { createShelf } from '../src/shelf.mjs';
import { lacking } from '../src/shopping.mjs';

test('only what is lacking is bought', () => {
  const shelf = createShelf();
  shelf.put('flour', 150, 'g');
  const recipe = createRecipe('Crepes', 2, [
    { name: 'flour', amount: 200, unit: 'g' },
    { name: 'milk', amount: 300, unit: 'ml' },
  ]);
  assert.deepEqual(
    lacking(recipe, shelf).map(({ amount }) => amount),
    [50, 300],
  );
});
