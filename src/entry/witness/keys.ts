import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { createGitAnchors } from '../../adapters/git/gitAnchors.ts';
import { publicKeyFile, writePublicKey } from '../../adapters/signing/keyFile.ts';
import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import { createNodeSigner } from '../../adapters/signing/nodeSigner.ts';
import { acquireProcessLock } from '../../adapters/sqlite/processLock.ts';
import { openSqliteLedger } from '../../adapters/sqlite/sqliteLedger.ts';
import { anchorLedger } from '../../app/witness/anchorLedger.ts';
import { rotateKey } from '../../app/witness/rotateKey.ts';
import { Sealer } from '../../app/witness/sealer.ts';
import { cosignCheckpoint } from '../../domain/witness/cosignature.ts';
import { formatKey } from '../../domain/witness/publicKey.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from '../commands/command.ts';
import { findLedger, foldFile } from '../readSwarm.ts';
import { KeyElsewhere, openSecrets } from './keyHolder.ts';
import { keysIn, openSigner, originOf, UnsoundLedger } from './openWitness.ts';
import { openSource, type WitnessSource } from './source.ts';
import { trustFor } from './trust.ts';
import { describeFault, verifySource } from './verifySource.ts';

/** `s2 witness anchor`: writes the latest signed checkpoint as a git note on the integration branch's head. */
export async function witnessAnchor(context: CommandContext): Promise<number> {
  const source = await soundSource(context);
  if ('code' in source) return sayProblem(source, context);
  const branch = await integrationBranch(context.folder);
  const outcome = await anchorLedger(source.checkpoints, anchorsOf(source), branch);
  if (context.json) sayJson({ outcome, branch });
  switch (outcome) {
    case 'anchored':
    case 'unchanged':
      if (!context.json)
        say(`The head of the ledger is anchored at ${branch}. Push refs/notes/s2-witness to keep it elsewhere.`);
      return exitCodes.ok;
    case 'empty':
      return sayProblem({ code: 'empty', message: 'The ledger has no checkpoint yet. Run the swarm first.' }, context);
    case 'no-branch':
      return sayProblem(
        { code: 'no-branch', message: `There is no branch ${branch} to anchor to. Run the swarm first.` },
        context,
      );
  }
}

/** `s2 witness cosign --key <pem>`: a second party says that it has seen the ledger's head; the cosigned checkpoint is printed and anchored. */
export async function witnessCosign(
  context: CommandContext,
  choice: { readonly key: string; readonly name?: string; readonly source?: string; readonly trusted?: string },
): Promise<number> {
  const source = await soundSource(context, choice.source, choice.trusted);
  if ('code' in source) return sayProblem(source, context);
  const signer = createNodeSigner(choice.name ?? userInfo().username, await readFile(choice.key, 'utf8'));
  const cosigned = cosignCheckpoint(source.checkpoints.at(-1) ?? '', signer, Date.now(), nodePrimitives);
  if (cosigned === undefined) {
    return sayProblem({ code: 'empty', message: 'The ledger has no checkpoint yet. Run the swarm first.' }, context);
  }
  const isAnchored =
    choice.source === undefined && (await anchorsOf(source).add(await integrationBranch(context.folder), cosigned));
  const cosigner = formatKey(signer, nodePrimitives);
  if (context.json) sayJson({ checkpoint: cosigned, cosigner, anchored: isAnchored });
  else {
    process.stdout.write(cosigned);
    process.stderr.write(
      `s2: ${isAnchored ? 'Anchored in git. ' : ''}Check it with: s2 witness verify --cosigner '${cosigner}'\n`,
    );
  }
  return exitCodes.ok;
}

/** `s2 witness rotate-key`: from now on another key signs; the entry that says so is signed by both. Only while nobody leads the swarm. */
export async function witnessRotateKey(context: CommandContext): Promise<number> {
  const file = await findLedger(context.folder);
  if (!file.ok) return sayProblem(file.error, context);
  const stateFolder = dirname(file.value);
  if (existsSync(join(stateFolder, 'ledgers'))) {
    const message = `${stateFolder}/ledgers holds ledgers of other swarms under the same key, which would be left without it. Move that folder away, then change the key.`;
    return sayProblem({ code: 'shared-key', message }, context);
  }
  const lock = acquireProcessLock(join(stateFolder, 'leader.lock'));
  if (!lock) {
    return sayProblem({ code: 'already-led', message: 'The swarm is running. Stop it, then change its key.' }, context);
  }
  try {
    return await rotate(context, stateFolder, file.value);
  } catch (cause) {
    if (cause instanceof KeyElsewhere) return sayProblem({ code: 'key-elsewhere', message: cause.message }, context);
    if (!(cause instanceof UnsoundLedger)) throw cause;
    return sayProblem({ code: 'ledger-unsound', message: cause.message }, context);
  } finally {
    lock.release();
  }
}

async function rotate(context: CommandContext, stateFolder: string, file: string): Promise<number> {
  const ledger = openSqliteLedger(file);
  try {
    // Finishes a rotation that was interrupted, and refuses a ledger that does not verify.
    const keys = keysIn(await openSecrets(stateFolder, { kind: 'files' }));
    await openSigner(ledger, keys, stateFolder);
    const origin = originOf(ledger.checkpoints());
    if (origin === undefined) {
      return sayProblem({ code: 'empty', message: 'The ledger has no entries yet. Run the swarm first.' }, context);
    }
    const { next, checkpoint } = await rotateKey({
      ledger,
      keys,
      createSealer: (signer) => new Sealer({ primitives: nodePrimitives, signer, origin }),
      person: userInfo().username,
      now: Date.now(),
    });
    await writePublicKey(publicKeyFile(join(stateFolder, 'keys')), next);
    // Signed by both keys and kept outside, it also tells those who know only the old key when somebody forks from before.
    const anchors = createGitAnchors(dirname(stateFolder));
    const isAnchored = await anchors.add(await integrationBranch(context.folder), checkpoint);
    const key = formatKey(next, nodePrimitives);
    if (context.json) sayJson({ key, anchored: isAnchored });
    else
      say(
        `The ledger is signed with a new key from here on: ${key}\nThe old key is gone. Whoever trusted it can go on verifying by it.`,
      );
    return exitCodes.ok;
  } finally {
    ledger.close();
  }
}

/** Opens a ledger that verifies; nobody should vouch for another. */
async function soundSource(
  context: CommandContext,
  file?: string,
  trusted?: string,
): Promise<WitnessSource | LeaderProblem> {
  const source = await openSource(context.folder, file);
  if (!source.ok) return source.error;
  const trust = await trustFor(source.value, trusted);
  if (!trust.ok) return trust.error;
  const { firstBad } = verifySource(source.value, trust.value.key);
  if (!firstBad) return source.value;
  const message = `${source.value.file} does not verify: entry ${firstBad.sequence} ${describeFault(firstBad.code)} (${firstBad.code}). Find out why before you vouch for it.`;
  return { code: 'ledger-unsound', message };
}

function anchorsOf(source: WitnessSource): ReturnType<typeof createGitAnchors> {
  const stateFolder = dirname(source.file);
  return createGitAnchors(dirname(stateFolder));
}

async function integrationBranch(folder: string): Promise<string> {
  const file = await findLedger(folder);
  return file.ok ? foldFile(file.value).integrationBranch : '';
}
