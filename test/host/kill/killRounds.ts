import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { nodePrimitives } from '../../../src/adapters/signing/nodePrimitives.ts';
import { createNodeSigner, verifyWithNode } from '../../../src/adapters/signing/nodeSigner.ts';
import { openSqliteLedger } from '../../../src/adapters/sqlite/sqliteLedger.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';
import { verifyLedger } from '../../../src/domain/witness/verifyLedger.ts';
import { Random } from '../../support/random.ts';
import { checkLedger } from '../../sim/laws/ledgerLaws.ts';
import { KilledClient, type Acknowledged } from './killClient.ts';
import { failpoints } from './failpoint.ts';
import { killClients } from './killPlan.ts';

export interface KillOptions {
  /** An empty folder of its own. */
  readonly folder: string;
  readonly seed: number;
  readonly kills: number;
}

export interface KillReport {
  /** Kills by failpoint. */
  readonly kills: ReadonlyMap<string, number>;
  readonly entries: number;
  readonly acknowledged: number;
  /** What was lost, doubled or does not verify; empty when all is well. */
  readonly broken: readonly string[];
}

/**
 * Lets a leader with a real ledger be killed again and again at random failpoints while clients in this process go on, then holds
 * what they were told against the ledger.
 */
export async function killAgainAndAgain({ folder, seed, kills }: KillOptions): Promise<KillReport> {
  const random = new Random(seed);
  const stop = new AbortController();
  const acknowledged: Acknowledged[] = [];
  const address = join(folder, 'run', 's');
  const world = { address, acknowledged, stop: stop.signal };
  const clients = killClients.map((name) => new KilledClient(name, world).work());
  const counts = new Map<string, number>();
  const broken: string[] = [];
  for (let round = 0; round < kills && broken.length === 0; round += 1) {
    const point = random.pick(failpoints);
    const end = await leadUntilKilled(folder, address, [point, String(1 + random.below(12))]);
    if (end === 'killed') counts.set(point, (counts.get(point) ?? 0) + 1);
    else broken.push(end);
  }
  stop.abort();
  await Promise.all(clients);
  const { entries, problems } = await inspect(folder, acknowledged);
  return { kills: counts, entries, acknowledged: acknowledged.length, broken: [...broken, ...problems] };
}

/** Resolves to `killed`, or to what the leader said when it ended in another way. */
async function leadUntilKilled(folder: string, address: string, failpoint: readonly string[]): Promise<string> {
  const script = join(import.meta.dirname, 'killedLeader.ts');
  const child: ChildProcess = spawn(process.execPath, [...process.execArgv, script, folder, address, ...failpoint], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Starting is most of what a life costs.
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  });
  let said = '';
  child.stderr?.on('data', (data) => (said += String(data)));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return signal === 'SIGKILL' ? 'killed' : `a leader ended with ${code ?? signal}: ${said}`;
}

async function inspect(
  folder: string,
  acknowledged: readonly Acknowledged[],
): Promise<{ readonly entries: number; readonly problems: readonly string[] }> {
  const ledger = openSqliteLedger(join(folder, 'ledger.db'));
  const key = createNodeSigner('kill', readFileSync(join(folder, 'kill.pem'), 'utf8'));
  const stored = [...ledger.read(0)];
  const verdict = verifyLedger({ entries: stored, checkpoints: ledger.checkpoints() }, key, {
    primitives: nodePrimitives,
    verify: verifyWithNode,
  });
  ledger.close();
  const entries = stored.map(({ body }) => JSON.parse(body) as Entry);
  const lawless = checkLedger(entries);
  return {
    entries: entries.length,
    problems: [
      ...(verdict.ok ? [] : [`the ledger does not verify: ${JSON.stringify(verdict.firstBad)}`]),
      ...(lawless === undefined ? [] : [lawless]),
      ...acknowledged.flatMap((told) => findLost(told, entries)),
      ...findDoubled(entries),
    ],
  };
}

function findLost({ client, key, request, value }: Acknowledged, entries: readonly Entry[]): readonly string[] {
  if (request.verb === 'nextIntegration') return [];
  if (request.verb === 'claimNext' && !(typeof value === 'object' && value !== null && 'claim' in value)) return [];
  const written = entries.filter((entry) => entry.key?.endsWith(`/${key}`) === true);
  return written.length === 0 ? [`${client} was told that ${JSON.stringify(request)} is done, and it is lost`] : [];
}

function findDoubled(entries: readonly Entry[]): readonly string[] {
  const seen = new Map<string, number>();
  for (const { key } of entries) if (key !== null) seen.set(key, (seen.get(key) ?? 0) + 1);
  return [...seen].filter(([, times]) => times > 1).map(([key, times]) => `${key} was done ${times} times`);
}
