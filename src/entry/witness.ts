import { rename, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { LedgerError } from '../app/ports/ledger.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { LeaderProblem } from '../protocol/swarmLeader.ts';
import { witnessQuestionSchema, type WitnessAnswer, type WitnessQuestion } from '../protocol/witnessMessages.ts';
import { bundleOf } from './witness/exportBundle.ts';
import { historyView } from './witness/historyView.ts';
import { proofOf } from './witness/proofs.ts';
import { openSource, type WitnessSource } from './witness/source.ts';
import { trustFor } from './witness/trust.ts';
import { firstBadView, verdictView } from './witness/verdictView.ts';
import { verifyEvidence, verifySource } from './witness/verifySource.ts';

// A witness process: it is asked once, reads and checks a whole ledger, answers, and ends. Whoever asked may end it at any moment.
process.on('disconnect', () => process.exit(1));
process.on('SIGINT', () => undefined);
process.once('message', (raw) => {
  void answer(raw)
    .then(tell)
    .then(() => process.exit(0));
});

async function answer(raw: unknown): Promise<WitnessAnswer> {
  try {
    const question = witnessQuestionSchema.parse(raw);
    await progress('reading the ledger');
    const source = await openSource(question.folder);
    const answered = source.ok ? await look(question, source.value) : source;
    return answered.ok ? answered.value : { type: 'problem', ...answered.error };
  } catch (cause) {
    const code = cause instanceof LedgerError ? cause.code : 'failed';
    return { type: 'problem', code, message: cause instanceof Error ? cause.message : String(cause) };
  }
}

type Looked = Promise<Result<WitnessAnswer, LeaderProblem>>;

async function look(question: WitnessQuestion, source: WitnessSource): Looked {
  await progress(`checking ${source.entries.length} entries and ${source.checkpoints.length} signatures`);
  switch (question.type) {
    case 'verify':
      return verify(source);
    case 'history':
      return history(source, question.task);
    case 'prove': {
      const proof = await proofOf(source, String(question.sequence));
      return proof.ok ? ok({ type: 'prove', value: `${JSON.stringify(proof.value, null, 2)}\n` }) : proof;
    }
    case 'export':
      return exportTo(source, question.file);
  }
}

async function verify(source: WitnessSource): Looked {
  const trust = await trustFor(source, undefined);
  if (!trust.ok) return trust;
  const verdict = verdictView(verifySource(source, trust.value.key));
  // What an unsound ledger names proves nothing.
  if (!verdict.ok)
    return ok({ type: 'verify', value: { ...verdict, evidence: { present: 0, missing: 0, altered: 0 } } });
  await progress('looking for the evidence');
  const { present, missing, altered } = await verifyEvidence(source);
  const evidence = { present, missing: missing.length, altered: altered.length };
  return ok({ type: 'verify', value: { ...verdict, ok: missing.length + altered.length === 0, evidence } });
}

async function history(source: WitnessSource, task: string): Looked {
  const trust = await trustFor(source, undefined);
  if (!trust.ok) return trust;
  const verdict = verifySource(source, trust.value.key, { signatures: 'head' });
  const sound = verdict.firstBad ? verdict.firstBad.sequence - 1 : verdict.entries;
  const found = historyView(source, sound, task);
  if (found.entries.length === 0 && verdict.ok) {
    return err({ code: 'unknown', message: `No entry speaks of ${task}. Choose a task of this swarm.` });
  }
  return ok({ type: 'history', value: { task, verdict: verdictView(verdict), ...found } });
}

async function exportTo(source: WitnessSource, file: string): Looked {
  const made = await bundleOf(source, true);
  if (!made.ok) return made;
  const { lines, evidence, verdict } = made.value;
  await progress('writing the bundle');
  // Nobody finds half a bundle under its name.
  await writeFile(`${file}.part`, Readable.from(lines));
  await rename(`${file}.part`, file);
  const { entries, checkpoints, anchors } = source;
  const counts = { entries: entries.length, checkpoints: checkpoints.length, anchors: anchors.length, evidence };
  return ok({ type: 'export', value: { file, ...counts, firstBad: firstBadView(verdict) } });
}

function progress(message: string): Promise<void> {
  return tell({ type: 'progress', message });
}

/** Resolves when the message is on its way, or nobody is there to take it. */
function tell(message: WitnessAnswer): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
