import { join } from 'node:path';
import { checkStage } from './checkStage.ts';
import { nodeTestStage } from './nodeTestStage.ts';

export const unitStage = nodeTestStage({
  name: 'unit',
  globs: ['test/unit/**/*.test.ts', 'test/architecture.test.ts'],
  together: true,
  timeoutMs: 60_000,
  brief: true,
});

const contractStage = nodeTestStage({
  name: 'contract',
  globs: ['test/contract/**/*.test.ts', 'test/corpus/**/*.test.ts'],
  timeoutMs: 120_000,
  brief: true,
});

const processStage = nodeTestStage({
  name: 'processes',
  globs: ['test/host/**/*.test.ts'],
  except: ['test/host/example*.test.ts', 'test/host/example*/**/*.test.ts', 'test/host/seven/**/*.test.ts'],
  timeoutMs: 300_000,
});

/** Commands that are really confined, by programs that are put on this machine first when they are missing. */
const sandboxStage = nodeTestStage({
  name: 'sandbox',
  globs: ['test/sandbox/**/*.test.ts'],
  timeoutMs: 300_000,
  prepare: ({ root, node, nodeFlags, env, runChild }) =>
    runChild(node, [...nodeFlags, join(root, 'scripts', 'setupSandbox.ts')], { cwd: root, env }),
});

/** Real outside agents from npm, which are put into the cache first when they are missing. */
const agentStage = nodeTestStage({
  name: 'outside agents',
  globs: ['test/agents/**/*.test.ts'],
  atOnce: 1,
  timeoutMs: 300_000,
  prepare: ({ root, node, nodeFlags, env, runChild }) =>
    runChild(node, [...nodeFlags, join(root, 'scripts', 'setupAgents.ts')], { cwd: root, env }),
});

const simulationStage = nodeTestStage({
  name: 'simulation',
  globs: ['test/sim/**/*.test.ts'],
  // Each of them uses every core by itself.
  atOnce: 1,
  timeoutMs: 600_000,
  mayBeEmpty: true,
});

const exampleStage = nodeTestStage({
  name: 'example',
  globs: ['test/host/example*.test.ts', 'test/host/example*/**/*.test.ts', 'test/host/seven/**/*.test.ts'],
  atOnce: 1,
  timeoutMs: 300_000,
});

/** The tests in a real VS Code, which is put on this machine first when it is missing. */
export const vscodeStage = nodeTestStage({
  name: 'VS Code',
  globs: ['test/vscode/**/*.test.ts'],
  atOnce: 1,
  timeoutMs: 300_000,
  prepare: ({ root, node, nodeFlags, env, runChild }) =>
    runChild(node, [...nodeFlags, join(root, 'scripts', 'setupVscode.ts')], { cwd: root, env }),
});

/** Everything that `npm test` runs, cheapest first. */
export const allStages = [
  checkStage,
  unitStage,
  contractStage,
  processStage,
  sandboxStage,
  agentStage,
  simulationStage,
  exampleStage,
  vscodeStage,
];
