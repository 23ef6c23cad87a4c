import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecipe } from '../src/recipe.mjs';
import { scaleRecipe } from '../src/scale.mjs';

test('for more people', () => {
  const recipe = createRecipe('Crepes', 2, [{ name: 'flour', amount: 200, unit: 'g' }]);
  assert.equal(scaleRecipe(recipe, 5).parts[0].amount, 500);
});
