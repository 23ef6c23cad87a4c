/** Signs the station file. The key lives for this one signature: only its public half is kept. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from '../writePart.mjs';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const signature = sign(null, readFileSync('data/stations.txt'), privateKey);
writeFile('data/stations.pub', publicKey.export({ type: 'spki', format: 'pem' }));
writeFile('data/stations.sig', `${signature.toString('base64')}\n`);
