import type { StoredBody } from './chain.ts';
import { fromHex, toHex, type WitnessPrimitives } from './primitives.ts';
import { formatKey, parseKey, type VerifierKey } from './publicKey.ts';

/** Everything that is needed to check a ledger without the ledger; nothing in it is trusted. The format is in docs/witness.md. */
export interface Bundle {
  /** Keys that the exporter names. A convenience: who trusts them trusts whoever made the bundle. */
  readonly keys: readonly VerifierKey[];
  readonly entries: readonly StoredBody[];
  readonly checkpoints: readonly string[];
  /** Checkpoints that were kept outside the ledger, cosigned ones included. */
  readonly anchors: readonly string[];
  /** Evidence by the SHA-256 of its bytes, hex. */
  readonly evidence: ReadonlyMap<string, Uint8Array>;
}

const format = 's2-witness-bundle';
const version = 1;

/** Writes a bundle line by line (JSON Lines, each with its newline). */
export function* formatBundle(bundle: Bundle, primitives: WitnessPrimitives): Generator<string> {
  const { entries, checkpoints, anchors, evidence } = bundle;
  const counts = {
    entries: entries.length,
    checkpoints: checkpoints.length,
    anchors: anchors.length,
    evidence: evidence.size,
  };
  const keys = bundle.keys.map((key) => formatKey(key, primitives));
  yield `${JSON.stringify({ format, version, keys, ...counts })}\n`;
  for (const entry of entries) yield `${entryLine(entry)}\n`;
  for (const checkpoint of checkpoints) yield `${JSON.stringify({ checkpoint })}\n`;
  for (const anchor of anchors) yield `${JSON.stringify({ anchor })}\n`;
  for (const [sha256, bytes] of evidence) {
    yield `${JSON.stringify({ evidence: sha256, base64: primitives.toBase64(bytes) })}\n`;
  }
}

/** The body stands in its line as it is, so that a reader can hash what it sees; one that was spoiled beyond a line is quoted. */
function entryLine({ body, hash }: StoredBody): string {
  const isLine = body.startsWith('{') && body.endsWith('}') && !/[\r\n]/.test(body);
  return isLine ? `{"hash":"${toHex(hash)}","entry":${body}}` : JSON.stringify({ hash: toHex(hash), quoted: body });
}

export type ReadBundle =
  | { readonly ok: true; readonly bundle: Bundle }
  /** `line` from 1. */
  | { readonly ok: false; readonly line: number; readonly message: string };

/** Reads a bundle; a text that is none, or that was cut off, is said with its line. */
export function readBundle(text: string, primitives: WitnessPrimitives): ReadBundle {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const header = parseObject(lines[0] ?? '');
  if (header?.['format'] !== format) return fail(1, 'this is no witness bundle');
  if (header['version'] !== version)
    return fail(1, `this bundle has version ${String(header['version'])}, and only ${version} is known`);
  const parts: Parts = { entries: [], checkpoints: [], anchors: [], evidence: new Map() };
  for (const [at, line] of lines.entries()) {
    if (at > 0 && !readLine(line, parts, primitives)) return fail(at + 1, 'this line is no part of a witness bundle');
  }
  const found = {
    entries: parts.entries.length,
    checkpoints: parts.checkpoints.length,
    anchors: parts.anchors.length,
    evidence: parts.evidence.size,
  };
  for (const [name, count] of Object.entries(found)) {
    if (header[name] !== count)
      return fail(lines.length, `${String(header[name])} ${name} were exported, and ${count} are here`);
  }
  return { ok: true, bundle: { keys: keysOf(header['keys'], primitives), ...parts } };
}

interface Parts {
  readonly entries: StoredBody[];
  readonly checkpoints: string[];
  readonly anchors: string[];
  readonly evidence: Map<string, Uint8Array>;
}

const plainEntry = /^\{"hash":"(?<hash>[0-9a-f]{64})","entry":(?<body>\{.*\})\}$/su;

function readLine(line: string, parts: Parts, primitives: WitnessPrimitives): boolean {
  const plain = plainEntry.exec(line)?.groups;
  if (plain) return addEntry(plain['hash'], plain['body'], parts);
  const value = parseObject(line);
  if (!value) return false;
  if ('quoted' in value) return addEntry(value['hash'], value['quoted'], parts);
  const { checkpoint, anchor, evidence, base64 } = value;
  if (typeof checkpoint === 'string') return parts.checkpoints.push(checkpoint) > 0;
  if (typeof anchor === 'string') return parts.anchors.push(anchor) > 0;
  const bytes = typeof base64 === 'string' ? primitives.fromBase64(base64) : undefined;
  if (typeof evidence !== 'string' || !/^[0-9a-f]{64}$/.test(evidence) || !bytes) return false;
  parts.evidence.set(evidence, bytes);
  return true;
}

function addEntry(hash: unknown, body: unknown, parts: Parts): boolean {
  const bytes = typeof hash === 'string' ? fromHex(hash) : undefined;
  if (bytes?.length !== 32 || typeof body !== 'string') return false;
  parts.entries.push({ body, hash: bytes });
  return true;
}

function keysOf(value: unknown, primitives: WitnessPrimitives): readonly VerifierKey[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((text) => (typeof text === 'string' ? (parseKey(text, primitives) ?? []) : []));
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function fail(line: number, message: string): ReadBundle {
  return { ok: false, line, message };
}
