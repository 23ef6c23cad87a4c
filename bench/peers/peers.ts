import type { Benchmark } from '../benchmark.ts';
import { bullmq } from './bullmq.ts';
import { ensureClients } from './clients.ts';
import { etcd } from './etcd.ts';
import { graphileWorker } from './graphileWorker.ts';
import { nats } from './nats.ts';
import type { Peer } from './peer.ts';
import { withPlace } from './peerPlace.ts';
import { redis } from './redis.ts';

const all: readonly Peer[] = [redis, nats, etcd, graphileWorker, bullmq];

/** A peer that takes longer than this is given up. */
const peerMs = 240_000;

/** The peers as benchmarks; `cache` is where their clients are kept between runs. */
export function peerBenchmarks(cache: string): readonly Benchmark[] {
  return all.map((peer) => ({
    name: peer.name,
    rowOfSpec: peer.rowOfSpec,
    run: (context) => {
      ensureClients(cache);
      return withPlace(context, cache, (place) => Promise.race([peer.run(place), giveUp(peer.name)]));
    },
  }));
}

function giveUp(name: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(
      () => reject(new Error(`${name} took longer than ${peerMs / 1_000} s and was given up`)),
      peerMs,
    ).unref();
  });
}
