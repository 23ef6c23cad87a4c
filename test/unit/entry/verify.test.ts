import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { nodePrimitives } from '../../../src/adapters/signing/nodePrimitives.ts';
import { formatBundle, readBundle, type Bundle } from '../../../src/domain/witness/bundle.ts';
import { proveEntry } from '../../../src/domain/witness/entryProof.ts';
import { formatKey } from '../../../src/domain/witness/publicKey.ts';
import { verifyLedger } from '../../../src/domain/witness/verifyLedger.ts';
import type { PortableVerdict } from '../../../src/entry/verify.ts';
import { LedgerScript, newSigner, nodeTools, rewriteEntry, type WrittenLedger } from '../../support/witnessLedger.ts';

const [first, second] = [newSigner(), newSigner()];
const script = (): WrittenLedger => new LedgerScript(first).add(4).rotate(second).add(5).ledger;

function bundleOf(ledger: WrittenLedger): Bundle {
  return { keys: [second], anchors: [], evidence: new Map(), ...ledger };
}

function textOf(bundle: Bundle): string {
  return [...formatBundle(bundle, nodePrimitives)].join('');
}

/** Ledgers as they may be handed over. */
const spoiled: Readonly<Record<string, (ledger: WrittenLedger) => void>> = {
  sound: () => undefined,
  'a changed entry': ({ entries }) =>
    void (entries[2] && (entries[2].body = entries[2].body.replace('"at":2', '"at":3'))),
  'a rewritten entry': (ledger) => rewriteEntry(ledger, 3, (body) => body.replace('"at":2', '"at":3')),
  'an entry over two lines': (ledger) => rewriteEntry(ledger, 3, (body) => body.replace(',', ',\n')),
  'an entry that is no JSON': (ledger) => rewriteEntry(ledger, 3, () => '{"a":}'),
  'an entry with a lone surrogate': (ledger) => rewriteEntry(ledger, 3, (body) => body.replace('"t"', '"\ud800"')),
  'an entry with a line separator': (ledger) => rewriteEntry(ledger, 3, (body) => body.replace('"t"', '"\u2028"')),
  'a removed entry': ({ entries }) => void entries.splice(2, 1),
  'a repeated entry': ({ entries }) => void entries.splice(2, 0, ...entries.slice(1, 2)),
  'exchanged entries': ({ entries }) => void entries.splice(2, 2, ...entries.slice(2, 4).reverse()),
  'a cut-off end': ({ entries }) => void entries.splice(7),
  'a cut-off end with its checkpoints': (ledger) => {
    ledger.anchors = ledger.checkpoints.slice(-1);
    ledger.entries.splice(6);
    ledger.checkpoints.splice(-2);
  },
  'a spoiled signature': ({ checkpoints }) => void (checkpoints[0] = (checkpoints[0] ?? '').replace('\n2\n', '\n1\n')),
  'a checkpoint that is none': ({ checkpoints }) => void (checkpoints[1] = 'nothing'),
  'no checkpoint': ({ checkpoints }) => void checkpoints.splice(0),
};

interface Portable {
  verifyBundle(text: string, key?: string): PortableVerdict;
  verifyProof(json: string, key: string): { readonly ok: boolean; readonly code?: string };
}

describe('the portable verifier, in a world without Node', () => {
  let portable: Portable;

  before(async () => {
    // Built for a browser: anything of Node's in it is an error of the build.
    const built = await build({
      entryPoints: [join(import.meta.dirname, '../../../src/entry/verify.ts')],
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'iife',
      globalName: 'portable',
      logLevel: 'silent',
    });
    const world = createContext({ TextEncoder, TextDecoder, atob, btoa });
    runInContext(built.outputFiles[0]?.text ?? '', world);
    portable = runInContext('portable', world) as Portable;
  });

  /** What crosses the border of the world is plain JSON. */
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  for (const [name, spoil] of Object.entries(spoiled)) {
    it(`says the same as the host about ${name}`, () => {
      const ledger = script();
      spoil(ledger);
      const text = textOf(bundleOf(ledger));
      const host = verifyLedger(ledger, first, nodeTools);
      assert.equal(host.ok, name === 'sound');
      const verdict = portable.verifyBundle(text, formatKey(first, nodePrimitives));
      const { key: _, ...rest } = host;
      const { key, trusted, ...mine } = plain(verdict) as typeof rest & { key: string; trusted: { from: string } };
      assert.deepEqual(mine, plain(rest));
      assert.equal(key, formatKey(host.key, nodePrimitives));
      assert.equal(trusted.from, 'given');
    });
  }

  it('says when the key came out of the bundle itself', () => {
    const verdict = portable.verifyBundle(textOf(bundleOf(script())));
    assert.ok(verdict.ok && 'trusted' in verdict);
    assert.equal(verdict.trusted.from, 'bundle');
  });

  it('takes no forger at his word: his bundle verifies by his key only', () => {
    const forger = newSigner();
    const forged = { ...bundleOf(new LedgerScript(forger).add(4).ledger), keys: [forger] };
    assert.equal(portable.verifyBundle(textOf(forged)).ok, true);
    const verdict = portable.verifyBundle(textOf(forged), formatKey(first, nodePrimitives));
    assert.deepEqual('firstBad' in verdict && plain(verdict.firstBad), { sequence: 1, code: 'unknown-key' });
  });

  it('checks a proof of one entry', () => {
    const { entries, checkpoints } = script();
    const proof = proveEntry(
      { bodies: entries.map(({ body }) => body), leaves: entries.map(({ hash }) => hash) },
      { sequence: 3, checkpoint: checkpoints.at(-1) ?? '', key: second },
      nodePrimitives,
    );
    const key = formatKey(second, nodePrimitives);
    assert.equal(portable.verifyProof(JSON.stringify(proof), key).ok, true);
    assert.equal(portable.verifyProof(JSON.stringify({ ...proof, sequence: 4 }), key).code, 'forged-proof');
    assert.equal(portable.verifyProof('{', key).code, 'malformed-proof');
  });

  for (const [name, text] of [
    ['nothing', ''],
    ['something else', '{"format":"other"}\n'],
    ['no JSON', 'hello'],
    ['another version', '{"format":"s2-witness-bundle","version":2}\n'],
  ] as const) {
    it(`says that ${name} is no bundle`, () => {
      const verdict = portable.verifyBundle(text);
      assert.equal('error' in verdict && verdict.error, 'malformed-bundle');
    });
  }
});

describe('a bundle', () => {
  const evidence = new Map([[Buffer.from(nodePrimitives.sha256('log')).toString('hex'), Buffer.from('log')]]);
  const whole: Bundle = { ...bundleOf(script()), anchors: script().checkpoints.slice(-1), evidence };

  it('is read back as it was written', () => {
    const read = readBundle(textOf(whole), nodePrimitives);
    assert.ok(read.ok);
    assert.equal(textOf(read.bundle), textOf(whole));
    assert.deepEqual(
      read.bundle.entries.map(({ body }) => body),
      whole.entries.map(({ body }) => body),
    );
  });

  it('holds each entry as JSON that other tools can read', () => {
    const line: unknown = JSON.parse(textOf(whole).split('\n')[1] ?? '');
    assert.ok(typeof line === 'object' && line !== null && 'entry' in line);
    assert.deepEqual(line.entry, JSON.parse(whole.entries[0]?.body ?? ''));
  });

  it('that lost lines on the way is told from one that was whole, wherever it was cut', () => {
    const lines = textOf(whole).split('\n').slice(0, -1);
    for (let kept = 1; kept < lines.length; kept += 1) {
      assert.equal(readBundle(`${lines.slice(0, kept).join('\n')}\n`, nodePrimitives).ok, false, `${kept} lines`);
    }
    assert.equal(readBundle(textOf(whole).slice(0, -10), nodePrimitives).ok, false);
  });

  for (const line of [
    '[]',
    'null',
    '{}',
    '{"hash":"00","entry":{}}',
    '{"evidence":"x","base64":"AA=="}',
    '{"evidence":1}',
  ]) {
    it(`does not take ${line} for a part`, () => {
      const lines = textOf(whole).split('\n');
      const read = readBundle([lines[0], line, ...lines.slice(2)].join('\n'), nodePrimitives);
      assert.deepEqual(read.ok ? 0 : read.line, 2);
    });
  }
});
