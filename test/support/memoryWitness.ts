import { err, ok } from '../../src/base/result.ts';
import type {
  WitnessEntryView,
  WitnessPage,
  WitnessReader,
  WitnessVerdictView,
} from '../../src/protocol/witnessView.ts';

/** An entry as a window sees it. */
export function aWitnessEntry(sequence: number, own: Partial<WitnessEntryView> = {}): WitnessEntryView {
  return {
    sequence,
    when: '2026-01-02T03:04:05.006Z',
    who: 'session-1',
    what: `what ${sequence} says`,
    why: 'asked by claim',
    authority: 'token 0123456789ab',
    task: null,
    hash: sequence.toString(16).padStart(64, '0'),
    trace: 't',
    ...own,
  };
}

/** The newest `limit` entries of a ledger of so many, newest first; those with an even number are about T1. */
export function aWitnessPage(size: number, limit = 50): WitnessPage {
  const sequences = Array.from({ length: Math.min(size, limit) }, (_, at) => size - at);
  return {
    size,
    origin: 's2.local/test',
    checkpoint: { size, when: '2026-01-02T03:04:05.006Z', signers: ['s2.local+01234567'] },
    entries: sequences.map((sequence) => aWitnessEntry(sequence, { task: sequence % 2 === 0 ? 'T1' : null })),
  };
}

export function aVerdict(own: Partial<WitnessVerdictView> = {}): WitnessVerdictView {
  return {
    ok: true,
    entries: 4,
    checkpoints: 2,
    rotations: 0,
    anchors: { checked: 1, foreign: 0 },
    evidence: { present: 0, missing: 0, altered: 0 },
    key: 's2.local+01234567+AAAA',
    trust: 'by the key that lies beside the ledger',
    firstBad: null,
    ...own,
  };
}

/** A reader of ledgers in memory, by folder; `asked` is what it was asked, in order. */
export class MemoryWitness implements WitnessReader {
  readonly sizes = new Map<string, number>();
  readonly asked: string[] = [];
  verdict: Awaited<ReturnType<WitnessReader['verify']>> = ok(aVerdict());

  page(folder: string, limit: number): ReturnType<WitnessReader['page']> {
    this.asked.push(`page ${folder} ${limit}`);
    const size = this.sizes.get(folder);
    return Promise.resolve(ok(size === undefined ? undefined : aWitnessPage(size, limit)));
  }

  anchors(folder: string): ReturnType<WitnessReader['anchors']> {
    this.asked.push(`anchors ${folder}`);
    return Promise.resolve(ok({ ref: 'refs/notes/s2-witness', count: 0, size: 0 }));
  }

  verify(folder: string): ReturnType<WitnessReader['verify']> {
    this.asked.push(`verify ${folder}`);
    return Promise.resolve(this.verdict);
  }

  history(): ReturnType<WitnessReader['history']> {
    return Promise.resolve(err({ code: 'unknown', message: 'No entry speaks of it.' }));
  }

  prove(): ReturnType<WitnessReader['prove']> {
    return Promise.resolve(ok('{}'));
  }

  exportTo(): ReturnType<WitnessReader['exportTo']> {
    return Promise.resolve(err({ code: 'full', message: 'The disk is full.' }));
  }
}
