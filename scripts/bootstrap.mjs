/**
 * Runs one project command from any state of the clone: installs what is missing, finds a Node that is new enough, builds when the
 * sources changed, then runs the command. Uses Node built-ins only and runs on Node 18.
 */
import process from 'node:process';
import { commandNames, commands, usage } from './setup/commandTable.mjs';
import { captureChild } from './setup/captureChild.mjs';
import { build, ensureBuilt } from './setup/ensureBuilt.mjs';
import { ensureDependencies } from './setup/ensureDependencies.mjs';
import { findNode, requireReachableNode, withNodeFirst } from './setup/findNode.mjs';
import { runChild } from './setup/runChild.mjs';
import { root } from './setup/root.mjs';
import { SetupProblem } from './setup/setupProblem.mjs';

async function bootstrap(name, args) {
  const command = commands[name];
  requireReachableNode();
  await ensureDependencies();
  const node = findNode();
  if (node.restart) {
    const self = process.argv[1];
    return runChild(node.path, [...node.flags, self, name, ...args], { env: withNodeFirst(process.env, node.path) });
  }
  const env = withNodeFirst(process.env, node.path);
  if (command.needsBuild) await ensureBuilt(env);
  const { run } = await import(command.module);
  return run(args, {
    root,
    env,
    node: node.path,
    nodeFlags: node.flags,
    callerFolder: callerFolder(),
    runChild,
    captureChild,
    build: () => build(env),
  });
}

/** The folder that the person was in: npm changes to the project's folder and says where it came from. */
function callerFolder() {
  return process.env.npm_lifecycle_event === undefined ? process.cwd() : (process.env.INIT_CWD ?? process.cwd());
}

async function main() {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || !commandNames.includes(name)) {
    console.error(usage());
    return 2;
  }
  try {
    return await bootstrap(name, args);
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(`\n${error.message}`);
    return 1;
  }
}

process.exitCode = await main();
