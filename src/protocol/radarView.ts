import * as z from 'zod';

/** So many files of one commit are told to the radar. */
export const maxChangedFiles = 500;

const path = z
  .string()
  .min(1)
  .max(1_000)
  .refine((text) => text.isWellFormed());

/** What a commit changes: each file with the hash of its content, null when it is gone; and which of them were merged otherwise meanwhile. */
export const changedSchema = z.object({
  files: z
    .array(z.object({ path, hash: z.string().max(64).nullable() }))
    .max(maxChangedFiles)
    .readonly(),
  merged: z.array(path).max(maxChangedFiles).readonly(),
});

/** Work that may not go together when it is merged. */
export const mayConflictSchema = z.object({
  kind: z.enum(['deliverables', 'changes', 'merged']),
  tasks: z.array(z.string()),
  sessions: z.array(z.string()),
  files: z.array(z.string()),
  more: z.number(),
  reason: z.string(),
});
export type MayConflictView = z.infer<typeof mayConflictSchema>;
