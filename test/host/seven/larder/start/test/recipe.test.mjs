import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecipe } from '../src/recipe.mjs';

test('a recipe keeps its parts', () => {
  const part = { name: 'flour', amount: 200, unit: 'g' };
  const recipe = createRecipe('Crepes', 2, [part]);
  part.amount = 1;
  assert.equal(recipe.parts[0].amount, 200);
  assert.throws(() => createRecipe('Air', 0, []), RangeError);
});
