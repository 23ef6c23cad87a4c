import { lineRange, type Range } from './range.ts';
import type { SourceText } from './sourceText.ts';

// Tokens whose makers gave them a form of their own, and values that a document itself names as secret. Each is linear in the text.
const tokens =
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,255}\b|\bgithub_pat_[A-Za-z0-9_]{22,255}\b|\bglpat-[A-Za-z0-9_-]{20,100}|\bnpm_[A-Za-z0-9]{36}\b|\bsk-[A-Za-z0-9_-]{20,500}|\b[spr]k_(?:live|test)_[A-Za-z0-9]{10,200}\b|\bxox[abeoprs]-[A-Za-z0-9-]{10,300}|\bAIza[0-9A-Za-z_-]{35}|\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,2000}/g;
const named =
  /(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)["']?[ \t]{0,3}[=:][ \t]{0,3}["'`]?([A-Za-z0-9+/_=.~-]{12,500})/gi;
const inUrl = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#@:"'`<>{}$]{1,100}:([^\s/?#@"'`<>{}$]{3,200})@/gi;

/** Where a text states what looks like a secret; at most 20 places. Names of secrets and placeholders are none. */
export function findSecrets(source: SourceText): readonly Range[] {
  const { text } = source;
  const found: Range[] = [];
  for (const shape of [tokens, named, inUrl]) {
    for (const match of text.matchAll(shape)) {
      const secret = match[1] ?? match[0];
      if (match[1] !== undefined && shape === named && !looksRandom(secret)) continue;
      const start = source.positionAt(match.index + match[0].lastIndexOf(secret));
      found.push(lineRange(start.line, start.character, start.character + secret.length));
      if (found.length >= 20) return found;
    }
  }
  return found;
}

/** Letters and digits mixed, as people never write them. */
function looksRandom(value: string): boolean {
  return (
    (value.match(/\d/g)?.length ?? 0) >= 3 &&
    (value.match(/[a-z]/gi)?.length ?? 0) >= 3 &&
    !/\.[a-z]{1,5}$/i.test(value)
  );
}
