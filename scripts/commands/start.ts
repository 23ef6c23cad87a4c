import { join, relative, resolve } from 'node:path';
import { noteFinished, prepareDemo } from '../demo/demoCopy.ts';
import type { CommandContext, RunCommand } from './commandContext.ts';

/** Runs the swarm of a folder until it is done; without a folder the example's, in a copy below `.demo/`. */
export const run: RunCommand = async (args, context) => {
  const [folder, ...rest] = args;
  if (folder?.startsWith('-') === true || rest.length > 0) {
    console.error('Usage: npm start [-- <folder>]');
    return 2;
  }
  return folder === undefined ? runExample(context) : runSwarm(resolve(context.callerFolder, folder), context);
};

async function runExample(context: CommandContext): Promise<number> {
  const example = join(context.root, 'examples', 'phase-zero');
  const demo = await prepareDemo(example, join(context.root, '.demo', 'phase-zero'), context);
  if (demo.kind === 'not-possible') {
    console.error(demo.reason);
    return 1;
  }
  const what = demo.kind === 'fresh' ? 'Running the example swarm in' : 'Going on with the example swarm in';
  console.log(`${what} ${relative(context.root, demo.folder)}`);
  const code = await runSwarm(demo.folder, context, true);
  if (code === 0) noteFinished(demo.folder);
  else console.log('`npm start` goes on from here; to begin afresh, delete .demo/phase-zero first.');
  return code;
}

/** Ctrl-C reaches the swarm, which ends its agents and can be resumed by the same command. */
function runSwarm(folder: string, context: CommandContext, isExample = false): Promise<number> {
  const cli = join(context.root, 'dist', 'cli.js');
  // The example also runs where nothing can be confined; any other plan only when its person says so.
  const sandbox = isExample ? ['--sandbox', 'auto'] : [];
  return context.runChild(
    context.node,
    ['--enable-source-maps', cli, 'run', '--until-done', '-C', folder, ...sandbox],
    {
      cwd: context.callerFolder,
      env: context.env,
    },
  );
}
