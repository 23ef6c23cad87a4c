/** A leader in a process of its own, made to be killed: `node killedLeader.ts <folder> <address> <failpoint> <count>`. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodePrimitives } from '../../../src/adapters/signing/nodePrimitives.ts';
import { createNodeSigner, generateSigningKey, verifyWithNode } from '../../../src/adapters/signing/nodeSigner.ts';
import { serveCoordinator } from '../../../src/adapters/socket/serveCoordinator.ts';
import { acquireProcessLock } from '../../../src/adapters/sqlite/processLock.ts';
import { openSqliteLedger } from '../../../src/adapters/sqlite/sqliteLedger.ts';
import { systemClock } from '../../../src/adapters/system/systemClock.ts';
import { Coordinator } from '../../../src/app/coordinator/coordinator.ts';
import { TokenService } from '../../../src/app/coordinator/tokenService.ts';
import { Sealer } from '../../../src/app/witness/sealer.ts';
import { silentLog } from '../../../src/base/log.ts';
import { verifyLedger } from '../../../src/domain/witness/verifyLedger.ts';
import { Failpoints } from './failpoint.ts';
import { killClients, killPlan, tokenOf } from './killPlan.ts';

const [folder = '', address = '', point = 'none', count = '1'] = process.argv.slice(2);
const points = new Failpoints(point, Number(count));
const lock = acquireProcessLock(join(folder, 'leader.lock'));
if (!lock) throw new Error('the lock of a killed leader is still held');
const stored = openSqliteLedger(join(folder, 'ledger.db'));
const keyFile = join(folder, 'kill.pem');
if (!existsSync(keyFile)) writeFileSync(keyFile, generateSigningKey());
const key = createNodeSigner('kill', readFileSync(keyFile, 'utf8'));
const verdict = verifyLedger({ entries: stored.read(0), checkpoints: stored.checkpoints() }, key, {
  primitives: nodePrimitives,
  verify: verifyWithNode,
});
if (!verdict.ok) throw new Error(`the ledger does not verify after a kill: ${JSON.stringify(verdict.firstBad)}`);
const signer = points.wrapSigner(key);
const coordinator = new Coordinator({
  ledger: points.wrapLedger(stored),
  createSealer: () => new Sealer({ primitives: nodePrimitives, signer, origin: 'kill/ledger' }),
  clock: systemClock,
});
await coordinator.adopt(killPlan());
const service = new TokenService(coordinator, {
  tokenOf,
  fingerprint: (token) => createHash('sha256').update(token).digest('hex').slice(0, 32),
});
for (const name of killClients)
  service.grant(name === 'merge-queue' ? { kind: 'integrator' } : { kind: 'session', session: name });
await serveCoordinator({ address, service: points.wrapService(service), log: silentLog });
process.stdout.write('leading\n');
