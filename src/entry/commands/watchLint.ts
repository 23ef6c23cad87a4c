import { resolve } from 'node:path';
import { watchDocuments } from '../../adapters/files/watchDocuments.ts';
import { exitCodes, problemOf, sayProblem, type CommandContext } from './command.ts';
import { lint, type LintOptions } from './lintCommand.ts';
import { lintFormats } from './lintOutput.ts';

/** `s2 lint --watch`: checks now and after every change of a document, until Ctrl-C. */
export async function watchLint(context: CommandContext, options: LintOptions): Promise<number> {
  if (!lintFormats.some((format) => format === options.format)) return lint(context, options);
  // One after the other: a check that changes files by itself must not meet the next one.
  let last: Promise<number> = Promise.resolve(exitCodes.ok);
  const tellFault = (cause: unknown): number => sayProblem(problemOf(cause), context);
  const again = (): void => void (last = last.then(() => lint(context, options)).catch(tellFault));
  const paths =
    options.paths.length === 0 ? [context.folder] : options.paths.map((path) => resolve(context.folder, path));
  // Watching comes first, so that nothing that changes during the first check is missed.
  const watching = await watchDocuments(paths, { onChange: again, onFault: tellFault });
  again();
  await new Promise<void>((end) => {
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
  await watching.close();
  return last;
}
