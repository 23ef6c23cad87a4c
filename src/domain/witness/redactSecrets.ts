const hidden = '[redacted]';

/** One kind of secret: how it looks, and what stands in its place. */
interface SecretShape {
  readonly shape: RegExp;
  readonly becomes: string;
}

// Every pattern is linear in the length of the text: fixed prefixes, and classes that cannot match the same text in two ways.
const shapes: readonly SecretShape[] = [
  {
    shape: /-----BEGIN ([A-Z ]{0,30})PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g,
    becomes: hidden,
  },
  // scheme://user:password@host, and scheme://token@host
  { shape: /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#@"'`]{1,500}@/gi, becomes: `$1${hidden}@` },
  { shape: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, becomes: hidden },
  { shape: /\bgh[pousr]_[A-Za-z0-9]{30,255}\b|\bgithub_pat_[A-Za-z0-9_]{22,255}\b/g, becomes: hidden },
  { shape: /\bglpat-[A-Za-z0-9_-]{20,100}|\bnpm_[A-Za-z0-9]{36}\b|\bpypi-[A-Za-z0-9_-]{16,500}/g, becomes: hidden },
  { shape: /\bsk-[A-Za-z0-9_-]{20,500}|\b[spr]k_(?:live|test)_[A-Za-z0-9]{10,200}\b/g, becomes: hidden },
  { shape: /\bxox[abeoprs]-[A-Za-z0-9-]{10,300}|\bxapp-[A-Za-z0-9-]{10,300}/g, becomes: hidden },
  { shape: /\bAIza[0-9A-Za-z_-]{35}|\bya29\.[0-9A-Za-z_-]{20,500}/g, becomes: hidden },
  { shape: /\beyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,4000}/g, becomes: hidden },
  { shape: /\b(Bearer|Basic|Token)\s+[A-Za-z0-9+/._~=-]{12,4000}/gi, becomes: `$1 ${hidden}` },
  // `password=…`, `"api_key": "…"`, `--token …`, `DB_PASSWORD='…'`: the name stays, the value goes. A name that is only a word of a
  // sentence ("token expired") has no = or : and no dashes before it.
  {
    shape:
      /((?:\b|_)(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|client[_-]?secret|auth[_-]?token|credentials?)["']?\s{0,3}[=:]\s{0,3})(?!\[redacted\])(?:"[^"\n]{1,4000}"|'[^'\n]{1,4000}'|[^\s"',;&|)}\]]{1,4000})/gi,
    becomes: `$1${hidden}`,
  },
  {
    shape:
      /(--(?:[a-z]{1,20}-){0,3}(?:password|passwd|passphrase|secret|token|api-?key)[ =])(?!\[redacted\])[^\s"'`]{1,4000}/gi,
    becomes: `$1${hidden}`,
  },
];

/**
 * Takes obvious secrets out of a sentence before it becomes part of an entry, which is kept for ever: tokens of well-known makers, private
 * keys, passwords in URLs, values that are named as secret. A net, not a proof: what looks like any other word is not caught.
 */
export function redactSecrets(text: string): string {
  return shapes.reduce((clean, { shape, becomes }) => clean.replace(shape, becomes), text);
}
