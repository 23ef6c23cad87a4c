#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { board, status, why } from './commands/statusCommands.ts';
import { exitCodes } from './commands/command.ts';
import { command, contextOf, finish, type CommonOptions } from './commands/commandLine.ts';
import { budgetCommands } from './commands/budgetCommands.ts';
import { deadLetters } from './commands/deadLetterCommand.ts';
import { docsGenerateCommands } from './commands/docsGenerate.ts';
import { docsWriterCommands } from './commands/docsWriters.ts';
import { doctor } from './commands/doctor.ts';
import { guardCommands } from './commands/guardCommands.ts';
import { init } from './commands/init.ts';
import { lint } from './commands/lintCommand.ts';
import { lintFormats } from './commands/lintOutput.ts';
import { mcpCommand } from './commands/mcpCommand.ts';
import { mergeCommand } from './commands/mergeCommand.ts';
import { plan } from './commands/planCommand.ts';
import { sandboxChoices, type SandboxChoice } from '../domain/agent/decideSandbox.ts';
import { revertCommand } from './commands/revertCommand.ts';
import { run } from './commands/runCommand.ts';
import { helpCommands } from './commands/helpCommands.ts';
import { policyCommand } from './commands/policyCommand.ts';
import { simulateCommand } from './commands/simulateCommand.ts';
import { sessionCommands, steeringCommands, type CommandMaker } from './commands/verbCommands.ts';
import { createWitnessCommands } from './commands/witnessCommands.ts';
import { watchLint } from './commands/watchLint.ts';
import { nodeProblem } from './nodeVersion.ts';

const maker: CommandMaker = {
  command,
  run: (options, work) => {
    const context = contextOf(options);
    return finish(context, work(context));
  },
};

const program = new Command('s2')
  .description('S² Swarm: many coding agents on one repository, with one ledger that says who did what.')
  .version(manifest.version)
  .exitOverride()
  .addCommand(
    command('init', 'write a swarm.yaml and a first phase file').action((options: CommonOptions) => {
      const context = contextOf(options);
      return finish(context, init(context));
    }),
  )
  .addCommand(
    command('lint', 'check plan documents')
      .argument('[paths...]', 'files and folders; without, the folder')
      .option('--format <format>', `one of ${lintFormats.join(', ')}`, 'pretty')
      .option('--fix', 'mend what can be mended')
      .option('--live', 'compare the documents with the ledger, too')
      .option('--watch', 'check again after every change, until Ctrl-C')
      .action((paths: string[], options: CommonOptions & { format: string; fix?: true; live?: true; watch?: true }) => {
        const context = contextOf(options);
        const asked = {
          paths,
          format: context.json ? 'json' : options.format,
          fix: options.fix ?? false,
          live: options.live ?? false,
        };
        return finish(context, options.watch ? watchLint(context, asked) : lint(context, asked));
      }),
  )
  .addCommand(
    command('plan', 'show the tasks, the critical path, and whether a swarm is worth it').action(
      (options: CommonOptions) => {
        const context = contextOf(options);
        return finish(context, plan(context));
      },
    ),
  )
  .addCommand(
    command('run', 'run the swarm of the folder; Ctrl-C leaves everything to be resumed')
      .option('--until-done', 'also end when nothing can go on without a person')
      .option('--attach', 'watch a swarm that another process runs; Ctrl-C leaves it running')
      .addOption(
        new Option('--sandbox <choice>', 'confine commands: always, where it can be done, or not at all')
          .choices(sandboxChoices)
          .env('S2_SANDBOX')
          .default('required'),
      )
      .action((options: CommonOptions & { untilDone?: true; attach?: true; sandbox: SandboxChoice }) => {
        const context = contextOf(options);
        return finish(
          context,
          run(context, {
            untilDone: options.untilDone ?? false,
            attach: options.attach ?? false,
            sandbox: options.sandbox,
          }),
        );
      }),
  )
  .addCommand(
    command('status', 'show the sessions and what needs you').action((options: CommonOptions) => {
      const context = contextOf(options);
      return finish(context, status(context));
    }),
  )
  .addCommand(
    command('why', 'say why a task or a session does not run')
      .argument('[subject]', 'a task or session id; without, every task that does not run')
      .action((subject: string | undefined, options: CommonOptions) => {
        const context = contextOf(options);
        return finish(context, why(context, subject));
      }),
  )
  .addCommand(
    command('board', 'show the tasks by how much attention they need').action((options: CommonOptions) => {
      const context = contextOf(options);
      return finish(context, board(context));
    }),
  )
  .addCommand(createWitnessCommands())
  .addCommand(
    command('dead-letters', 'show what could not be done about entries of the ledger, or have it tried again')
      .argument('[action]', '`retry` all or one of them, or `drop` one')
      .argument('[id]', 'as it is listed')
      .action((action: string | undefined, id: string | undefined, options: CommonOptions) => {
        const context = contextOf(options);
        return finish(context, deadLetters(context, action === undefined ? undefined : { action, id }));
      }),
  )
  .addCommand(
    command('doctor', 'check that this machine and folder can run a swarm').action((options: CommonOptions) => {
      const context = contextOf(options);
      return finish(context, doctor(context));
    }),
  );

const docs = new Command('docs').description('write plan documents');
for (const added of [...docsWriterCommands(), ...docsGenerateCommands()]) docs.addCommand(added);
program.addCommand(docs);

for (const added of [
  ...steeringCommands(maker),
  ...sessionCommands(maker),
  ...helpCommands(maker),
  ...guardCommands(maker),
  ...budgetCommands(maker),
  simulateCommand(maker),
  policyCommand(maker),
])
  program.addCommand(added);
program.addCommand(mergeCommand(maker));
program.addCommand(revertCommand(maker));
program.addCommand(mcpCommand(maker));

const tooOld = nodeProblem(process.versions.node);
if (tooOld !== undefined) {
  process.stderr.write(`s2: ${tooOld}\n`);
  process.exit(exitCodes.problem);
}
// Whoever reads has seen enough (`| head`): there is nobody left to tell.
process.stdout.on('error', () => process.exit(exitCodes.problem));
try {
  await program.parseAsync();
} catch (cause) {
  if (!(cause instanceof CommanderError)) throw cause;
  // Commander has said what was wrong; help and version are no errors.
  process.exitCode = cause.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
}
