import type { Benchmark } from './benchmark.ts';
import { capabilityMatch } from './rows/capabilityMatch.ts';
import { claimTime } from './rows/claimTime.ts';
import { contention } from './rows/contention.ts';
import { durableClaim } from './rows/durableClaim.ts';
import { language } from './rows/language.ts';
import { largeSwarm } from './rows/largeSwarm.ts';
import { lifecycle } from './rows/lifecycle.ts';
import { lint } from './rows/lint.ts';
import { livePlan } from './rows/livePlan.ts';
import { push } from './rows/push.ts';
import { socketClaim } from './rows/socketClaim.ts';
import { verification } from './rows/verification.ts';
import { witnessCost } from './rows/witnessCost.ts';

/** Every benchmark of the coordinator, the witness and the document language, in the order of the specification's table. */
export const benchmarks: readonly Benchmark[] = [
  durableClaim,
  socketClaim,
  contention,
  push,
  witnessCost,
  verification,
  lifecycle,
  largeSwarm,
  claimTime,
  capabilityMatch,
  lint,
  language,
  livePlan,
];
