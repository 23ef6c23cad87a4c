import { relative } from 'node:path';
import type { CommandContext } from '../commands/commandContext.ts';
import { toolPath } from '../commands/toolPath.ts';
import type { TestStage } from './testStage.ts';

interface Check {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
}

const tsc = 'typescript/bin/tsc';
const checks: readonly Check[] = [
  { name: 'types', script: tsc, args: ['-p', 'tsconfig.json'] },
  { name: 'types of base and domain, without Node and DOM', script: tsc, args: ['-p', 'tsconfig.domain.json'] },
  { name: 'types of the webviews', script: tsc, args: ['-p', 'webview/tsconfig.json'] },
  { name: 'lint', script: 'oxlint/bin/oxlint', args: [] },
  { name: 'format', script: 'oxfmt/bin/oxfmt', args: ['--check'] },
];

/** Types, lint and format; each tool counts as one test. A filter leaves this stage out. */
export const checkStage: TestStage = {
  name: 'check',
  run: async (context, filter) => {
    if (filter !== undefined) return undefined;
    let failed = 0;
    for (const check of checks) failed += (await passes(check, context)) ? 0 : 1;
    return { passed: checks.length - failed, failed };
  },
};

async function passes(check: Check, context: CommandContext): Promise<boolean> {
  const script = toolPath(context.root, check.script);
  const options = { cwd: context.root, env: context.env };
  const { code, output } = await context.captureChild(context.node, [script, ...check.args], options);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${check.name}`);
  if (code !== 0) console.log(`${output.trim()}\n(${relative(context.root, script)} ${check.args.join(' ')})`);
  return code === 0;
}
