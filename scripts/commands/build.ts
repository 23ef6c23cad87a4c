import type { RunCommand } from './commandContext.ts';

/** Bundles into `dist/`. */
export const run: RunCommand = async (_args, context) => {
  await context.build();
  return 0;
};
