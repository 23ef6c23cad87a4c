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
  return write(value, []);
}

/** Whether two plain values have the same content, whatever the order of their members. Writes neither as JSON, which would take twice as long. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameItems(a, b);
  const own = Object.keys(a);
  return (
    own.length === Object.keys(b).length &&
    own.every((key) => Object.hasOwn(b, key) && sameJson(Reflect.get(a, key), Reflect.get(b, key)))
  );
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, at) => sameJson(item, b[at]));
}

/** Text that JSON writes as it is: printable ASCII without quote and backslash. */
const plainText = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** `path` holds the members on the way to `value`; one list for the whole walk, because a text per value costs more than the JSON. */
function write(value: unknown, path: (string | number)[]): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, path);
    case 'number':
      if (!Number.isFinite(value)) throw problem(path, String(value));
      return String(value === 0 ? 0 : value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, path) : writeObject(value, path);
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      throw problem(path, typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`);
  }
}

function writeString(text: string, path: readonly (string | number)[]): string {
  if (plainText.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw problem(path, 'a lone surrogate');
  return JSON.stringify(text);
}

function writeArray(items: readonly unknown[], path: (string | number)[]): string {
  let text = '';
  // By index: a hole in a sparse array is visited, too, and refused like any undefined.
  for (let at = 0; at < items.length; at += 1) {
    path.push(at);
    text += `${at === 0 ? '' : ','}${write(items[at], path)}`;
    path.pop();
  }
  return `[${text}]`;
}

function writeObject(value: object, path: (string | number)[]): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw problem(path, 'an object that is not plain');
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  // The default sort compares UTF-16 code units, as RFC 8785 §3.2.3 asks.
  for (const key of Object.keys(members).sort()) {
    const name = writeString(key, path);
    path.push(key);
    text += `${text === '' ? '' : ','}${name}:${write(members[key], path)}`;
    path.pop();
  }
  return `{${text}}`;
}

function problem(path: readonly (string | number)[], what: string): CanonicalJsonError {
  const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return new CanonicalJsonError(`$${place}`, what);
}
