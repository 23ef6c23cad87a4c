import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createModelBook, isCrowded, newlyProven, type ModelBook } from '../../../../src/domain/governor/modelTrial.ts';
import { taskId } from '../../../../src/domain/task/ids.ts';

function bookWith(riders: number, verified: number): ModelBook {
  const book = createModelBook();
  for (let at = 0; at < riders; at += 1) book.riding.set(taskId(`T${at}`), 'haiku');
  if (verified > 0) book.verified.set('haiku', verified);
  return book;
}

test('two tasks at once ride on a model on trial, any number on one that is proven', () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((riders) => isCrowded(bookWith(riders, 2), 'haiku')),
    [false, false, true, true],
  );
  const book = bookWith(9, 3);
  book.proven.add('haiku');
  assert.equal(isCrowded(book, 'haiku'), false);
  assert.equal(isCrowded(book, 'sonnet'), false);
});

test('three verified tasks prove a model, once', () => {
  assert.deepEqual(
    [2, 3, 9].map((verified) => newlyProven(bookWith(0, verified))),
    [[], ['haiku'], ['haiku']],
  );
  const book = bookWith(0, 3);
  book.proven.add('haiku');
  assert.deepEqual(newlyProven(book), []);
});
