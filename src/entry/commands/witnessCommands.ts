import { resolve } from 'node:path';
import { Command } from 'commander';
import { witnessExport } from '../witness/exportBundle.ts';
import { witnessAnchor, witnessCosign, witnessRotateKey } from '../witness/keys.ts';
import { witnessProve, witnessVerifyProof } from '../witness/proofs.ts';
import { witnessShow } from '../witness/show.ts';
import { witnessVerify } from '../witness/verify.ts';
import { command, contextOf, finish, type CommonOptions } from './commandLine.ts';

const sourceArgument = ['[source]', "a bundle or a ledger file; without, the folder's own ledger"] as const;
const keyOption = ['--key <key>', 'the public key that you trust: a file, or the key itself'] as const;

/** `s2 witness …`: the proof over the ledger. */
export function createWitnessCommands(): Command {
  return new Command('witness')
    .description('the proof over the ledger')
    .addCommand(verifyCommand())
    .addCommand(exportCommand())
    .addCommand(proveCommand())
    .addCommand(verifyProofCommand())
    .addCommand(showCommand())
    .addCommand(
      command('anchor', "keep the ledger's head as a git note, so that a cut-off end can be seen").action(
        (options: CommonOptions) => finish(contextOf(options), witnessAnchor(contextOf(options))),
      ),
    )
    .addCommand(cosignCommand())
    .addCommand(
      command('rotate-key', 'sign with a new key from now on').action((options: CommonOptions) =>
        finish(contextOf(options), witnessRotateKey(contextOf(options))),
      ),
    );
}

function verifyCommand(): Command {
  const collect = (file: string, files: readonly string[]): readonly string[] => [...files, resolve(file)];
  return command('verify', 'check the whole ledger, offline')
    .argument(...sourceArgument)
    .option(...keyOption)
    .option('--cosigner <key>', 'a second party that must have signed, too')
    .option('--anchor <file>', 'a checkpoint that you kept; may be given more than once', collect, [])
    .option('--evidence', 'also look for the evidence that entries name')
    .action(
      (
        source: string | undefined,
        options: CommonOptions & { key?: string; cosigner?: string; anchor: readonly string[]; evidence?: true },
      ) => {
        const chosen = {
          ...given('source', source && resolve(source)),
          ...given('key', options.key),
          ...given('cosigner', options.cosigner),
          anchors: options.anchor,
          evidence: options.evidence ?? false,
        };
        return finish(contextOf(options), witnessVerify(contextOf(options), chosen));
      },
    );
}

function exportCommand(): Command {
  return command('export', 'write everything that is needed to check the ledger into one file')
    .option('-o, --output <file>', 'the file to write; without, standard output')
    .option('--evidence', 'with the evidence that entries name')
    .action((options: CommonOptions & { output?: string; evidence?: true }) => {
      const chosen = {
        ...given('output', options.output && resolve(options.output)),
        evidence: options.evidence ?? false,
      };
      return finish(contextOf(options), witnessExport(contextOf(options), chosen));
    });
}

function proveCommand(): Command {
  return command('prove', 'prove that one entry is in the ledger')
    .argument('<entry>', 'its number, or a task for the last entry about it')
    .argument(...sourceArgument)
    .action((entry: string, source: string | undefined, options: CommonOptions) =>
      finish(contextOf(options), witnessProve(contextOf(options), entry, source && resolve(source))),
    );
}

function verifyProofCommand(): Command {
  return command('verify-proof', 'check what `prove` printed, offline')
    .argument('[file]', 'the proof; without, standard input')
    .option(...keyOption)
    .action((file: string | undefined, options: CommonOptions & { key?: string }) => {
      const chosen = { ...given('file', file && resolve(file)), ...given('key', options.key) };
      return finish(contextOf(options), witnessVerifyProof(contextOf(options), chosen));
    });
}

function showCommand(): Command {
  return command('show', 'show who did what, when, why and with what authority')
    .argument('[task]', 'only what is about this task')
    .option('--source <file>', 'a bundle or a ledger file')
    .action((task: string | undefined, options: CommonOptions & { source?: string }) => {
      const chosen = { ...given('task', task), ...given('source', options.source && resolve(options.source)) };
      return finish(contextOf(options), witnessShow(contextOf(options), chosen));
    });
}

function cosignCommand(): Command {
  return command('cosign', 'sign the head of the ledger as a second party')
    .argument(...sourceArgument)
    .requiredOption('--key <pem>', 'your Ed25519 private key, PEM')
    .option('--name <name>', 'the name to sign under; without, your user name')
    .option('--trusted <key>', "the ledger's public key that you trust")
    .action((source: string | undefined, options: CommonOptions & { key: string; name?: string; trusted?: string }) => {
      const chosen = {
        key: options.key,
        ...given('name', options.name),
        ...given('source', source && resolve(source)),
        ...given('trusted', options.trusted),
      };
      return finish(contextOf(options), witnessCosign(contextOf(options), chosen));
    });
}

/** A property that is there only when it was given. */
function given<Name extends string>(name: Name, value: string | undefined): { readonly [Key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: string });
}
