/** What `node scripts/bootstrap.mjs` can run. `module` exports `run(args, context)`, which resolves to the exit code. */
export const commands = {
  start: {
    module: './commands/start.ts',
    needsBuild: true,
    help: '[folder]  run the example swarm, or the swarm of a folder',
  },
  sample: {
    module: './commands/sample.ts',
    needsBuild: false,
    help: 'put a copy of the example below .demo/ for the editor',
  },
  test: {
    module: './commands/test.ts',
    needsBuild: true,
    help: '[filter]  run every test, or the files whose path contains the filter',
  },
  unit: { module: './commands/unit.ts', needsBuild: false, help: '[filter]  run the unit tests' },
  sim: {
    module: './commands/sim.ts',
    needsBuild: false,
    help: '[--seeds n] [--from seed]  simulate swarms under faults and check every law',
  },
  chaos: {
    module: './commands/chaos.ts',
    needsBuild: false,
    help: '[--kills n] [--from seed]  kill a real leader again and again and check what it acknowledged',
  },
  seven: {
    module: './commands/seven.ts',
    needsBuild: true,
    help: '[--seeds n] [--from seed] [--kills n]  run seven sessions of scripted models to the merged result',
  },
  check: { module: './commands/check.ts', needsBuild: false, help: 'types, lint, format' },
  format: { module: './commands/format.ts', needsBuild: false, help: 'format every file' },
  build: { module: './commands/build.ts', needsBuild: false, help: 'bundle into dist/' },
  bench: {
    module: './commands/bench.ts',
    needsBuild: false,
    help: '[--peers] [--only <name>] [--json <file>] [--write]  measure, with the peers beside it',
  },
  package: { module: './commands/package.ts', needsBuild: true, help: 'make the .vsix' },
  'test:vscode': {
    module: './commands/testVscode.ts',
    needsBuild: true,
    help: '[filter]  run the tests in a real VS Code',
  },
  'test:desktop': {
    module: './commands/testDesktop.ts',
    needsBuild: true,
    help: 'run them in a downloaded desktop VS Code',
  },
};

/** Names of the commands, in the order of the help text. */
export const commandNames = Object.keys(commands);

/** The help text. */
export function usage() {
  const lines = commandNames.map((name) => `  ${name.padEnd(13)}${commands[name].help}`);
  return ['Usage: node scripts/bootstrap.mjs <command>', '', ...lines].join('\n');
}
