import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseStations } from './parseStations.mjs';

const folder = new URL('../../data/', import.meta.url);

/** The stations of `data/stations.txt`, read only when its signature holds. */
export function loadStations() {
  const bytes = readFileSync(new URL('stations.txt', folder));
  const signature = Buffer.from(readFileSync(new URL('stations.sig', folder), 'utf8'), 'base64');
  const key = createPublicKey(readFileSync(new URL('stations.pub', folder), 'utf8'));
  return readSigned(bytes, signature, key);
}

/** Parses signed bytes; throws when the signature does not belong to them. */
export function readSigned(bytes, signature, key) {
  if (!verify(null, bytes, key, signature)) throw new Error('data/stations.txt is not what was signed');
  return parseStations(bytes.toString('utf8'));
}
