import type { OutputChunk } from '../../protocol/swarmSnapshot.ts';

/** A transcript as plain text: who and what before each change of task or agent, and diffs and results where they belong. */
export function transcriptText(chunks: readonly OutputChunk[]): string {
  const pieces: string[] = [];
  let at = '';
  for (const chunk of chunks) {
    const { task, epoch, agent, part } = chunk;
    const place = `${task} · ${epoch}${agent === undefined ? '' : ` · ${agent}`}`;
    const isNew = place !== at;
    if (isNew) pieces.push(`${endsLine(pieces) ? '' : '\n'}\n== ${place} · ${new Date(chunk.at).toISOString()}\n`);
    at = place;
    if (part && part.kind !== 'said' && part.kind !== 'thought' && part.kind !== 'printed' && !endsLine(pieces))
      pieces.push('\n');
    pieces.push(part?.kind === 'heard' ? `« ${part.from}: ${chunk.text}` : chunk.text);
    if (part?.kind === 'diff') pieces.push(`${part.patch}\n`);
    if (part?.kind === 'ended' && part.result.includes('\n')) pieces.push(`${part.result.trimEnd()}\n`);
  }
  // Colours and cursor movements are for a terminal.
  return pieces.join('').replace(/(?![\n\t])\p{Cc}(?:\[[0-?]*[ -/]*[@-~])?/gu, '');
}

function endsLine(pieces: readonly string[]): boolean {
  return pieces.at(-1)?.endsWith('\n') ?? true;
}
