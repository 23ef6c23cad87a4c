import * as z from 'zod';

/** A name as it travels. Names and sentences go into hashed entries, so a lone surrogate must not get further than here. */
export const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed());

/** A sentence as it travels, empty or not. */
export const sentence = z
  .string()
  .max(4_000)
  .transform((text) => text.toWellFormed());
