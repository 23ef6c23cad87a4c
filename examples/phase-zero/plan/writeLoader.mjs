/** Writes the loader of signed stations. Without a signature there is nothing to load, so it reports a blocker: exit code 75. */
import { existsSync } from 'node:fs';
import { writePart } from './writePart.mjs';

if (existsSync('data/stations.sig')) {
  await writePart('data/loader', '1');
} else {
  console.log('looking for data/stations.sig');
  console.log('data/stations.txt is not signed, and this session holds no signing key');
  process.exitCode = 75;
}
