import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { openSqliteLedger } from '../../adapters/sqlite/sqliteLedger.ts';
import { readYaml } from '../../adapters/yaml/readYaml.ts';
import { readLedger } from '../../app/coordinator/readLedger.ts';
import { tryPolicy, type PolicyTrial } from '../../app/policy/tryPolicy.ts';
import type { Ledger } from '../../app/ports/ledger.ts';
import { formatPolicyTrial } from '../../app/report/formatPolicyTrial.ts';
import { formatProblem } from '../../domain/document/lintReport.ts';
import { readPolicyDocument } from '../../domain/document/policyDocument.ts';
import { SourceText } from '../../domain/document/sourceText.ts';
import type { Entry } from '../../domain/witness/entry.ts';
import type { Policy } from '../../domain/task/plan.ts';
import { findLedger } from '../readSwarm.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';
import type { CommandMaker } from './verbCommands.ts';

/** A policy is a page or two; whatever is larger is none. */
const mostBytes = 1_000_000;

/** `s2 policy try`: what another policy would have done to the ledger of the folder. */
export function policyCommand({ command, run }: CommandMaker): Command {
  return new Command('policy').description('look at what policies decide').addCommand(
    command('try', 'show which claims, calls and helpers another policy would have refused or granted')
      .argument('<file>', 'a swarm.yaml, or its sections that limit')
      .action((file: string, options: object) => run(options, (context) => tryFile(context, file))),
  );
}

async function tryFile(context: CommandContext, file: string): Promise<number> {
  const policy = await readPolicyFile(context, file);
  if (typeof policy === 'number') return policy;
  const found = await findLedger(context.folder);
  if (!found.ok) return sayProblem(found.error, context);
  const ledger = openSqliteLedger(found.value, { readOnly: true });
  try {
    const trial = tryPolicy(entriesOf(ledger), policy);
    show(context, trial);
  } finally {
    ledger.close();
  }
  return exitCodes.ok;
}

async function readPolicyFile(context: CommandContext, file: string): Promise<Policy | number> {
  const path = resolve(context.folder, file);
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > mostBytes) {
      return sayProblem(
        { code: 'policy', message: `${file} is larger than a policy can be (${mostBytes} bytes).` },
        context,
      );
    }
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    return sayProblem(
      { code: 'policy', message: `${file} cannot be read (${String(cause.code)}). Name a YAML file.` },
      context,
    );
  }
  const { policy, problems } = readPolicyDocument(file, readYaml(new SourceText(text)));
  if (policy) return policy;
  const lines = problems
    .filter(({ severity }) => severity === 'error')
    .slice(0, 5)
    .map(formatProblem);
  const message = [`${file} is no policy. Mend this, then try again:`, ...lines.map((line) => `  ${line}`)].join('\n');
  return sayProblem({ code: 'policy', message }, context);
}

function* entriesOf(ledger: Ledger): Generator<Entry> {
  for (const { entry } of readLedger(ledger, 0)) yield entry;
}

function show({ json }: CommandContext, trial: PolicyTrial): void {
  if (json) sayJson(trial);
  else say(formatPolicyTrial(trial));
}
