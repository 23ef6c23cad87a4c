/** A value that canonical JSON cannot express faithfully; `path` says where, e.g. `$.event.task`. */
export class CanonicalJsonError extends Error {
  readonly path: string;

  constructor(path: string, what: string) {
    super(`${path} holds ${what}, which JSON cannot express`);
    this.name = 'CanonicalJsonError';
    this.path = path;
  }
}

/**
 * Serializes a value by RFC 8785 (JCS): members sorted by UTF-16 code units, numbers and strings as ECMAScript writes them.
 * `undefined`, functions, symbols, bigints, NaN, infinities, lone surrogates and objects other than plain ones and arrays are
 * errors: a hash must never stand for a value that was silently changed.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

/** Whether two plain values have the same content. */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function write(value: unknown, path: string): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, path);
    case 'number':
      if (!Number.isFinite(value)) throw new CanonicalJsonError(path, String(value));
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, path) : writeObject(value, path);
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      throw new CanonicalJsonError(path, typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`);
  }
}

function writeString(text: string, path: string): string {
  if (!text.isWellFormed()) throw new CanonicalJsonError(path, 'a lone surrogate');
  return JSON.stringify(text);
}

function writeArray(items: readonly unknown[], path: string): string {
  // Array.from visits holes too, so that a sparse array is refused like any undefined.
  return `[${Array.from(items, (item, at) => write(item, `${path}[${at}]`)).join(',')}]`;
}

function writeObject(value: object, path: string): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new CanonicalJsonError(path, 'an object that is not plain');
  // The default sort compares UTF-16 code units, as RFC 8785 §3.2.3 asks.
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${writeString(key, path)}:${write(member, `${path}.${key}`)}`).join(',')}}`;
}
