import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { convertDocument } from '../../../../src/domain/document/convertDocument.ts';
import { formatDocument } from '../../../../src/domain/document/formatDocument.ts';
import { lines, parsers, read } from './fixtures.ts';

function checkFormat(name: string, before: string, after: string): void {
  it(name, () =>
    assert.equal(formatDocument({ path: 'INSTRUCTIONS-SESSION-1-PHASE-1.md', text: before }, parsers), after),
  );
}

describe('formatDocument', () => {
  checkFormat(
    'puts blanks in order around headings, fields and at the end',
    '#   Session 1 - Phase 1\n\n\n## Task 1: Bread (Haiku)  \nBake it.   \n-   **File:**   bread.txt \n## Task 2: Cake (Haiku)\n\n\n\nToo.\n\n\n',
    lines(
      '# Session 1 - Phase 1',
      '',
      '## Task 1: Bread (Haiku)',
      'Bake it.  ',
      '- **File:** bread.txt',
      '',
      '## Task 2: Cake (Haiku)',
      '',
      'Too.',
    ),
  );
  checkFormat(
    'aligns tables, signs of pictures included',
    '| ID | Task |Status|\n|-|---|---|\n|A-1| Bread|🔵 AVAILABLE |\n| A-22 |Cake |done|\n',
    lines(
      '| ID   | Task  | Status       |',
      '| -    | ---   | ---          |',
      '| A-1  | Bread | 🔵 AVAILABLE |',
      '| A-22 | Cake  | done         |',
    ),
  );
  for (const [name, text] of Object.entries({
    'code in fences': '## Task 1: x\n\n```sh\na   \n\n\n\nb\n```\n',
    'indented code': 'x\n\n    a\n\n\n    b\n',
    comments: 'x\n\n<!--\n\n\n   drawing\n-->\n',
    'preformatted HTML': 'x   \n\n\n<pre>\n\n\n y</pre>',
    'lone carriage returns': 'a  \rb\r\r\r',
    nothing: '',
  })) {
    checkFormat(`leaves ${name} alone`, text, text);
  }
  checkFormat('keeps the line ends of Windows', '# A\r\n\r\n\r\nb  \r\nc \r\n', '# A\r\n\r\nb  \r\nc\r\n');
  it('leaves YAML alone', () => {
    const input = { path: 'swarm.yaml', text: 'a:   1   \n\n\n' };
    assert.equal(formatDocument(input, parsers), input.text);
  });
});

function checkConversion(name: string, path: string, before: string, after: Readonly<Record<string, string>>): void {
  it(name, () => {
    const conversion = convertDocument(read(path, before), parsers);
    assert.equal(conversion.kind, 'converted');
    const files = conversion.kind === 'converted' ? conversion.files : [];
    assert.deepEqual(Object.fromEntries(files.map((file) => [file.path, file.text])), after);
  });
}

describe('convertDocument', () => {
  checkConversion(
    'gives each phase its own file and quotes what has no place in a plan',
    'plan/INSTRUCTIONS-SESSION-2-PHASES-3-4.md',
    lines(
      '# Session 2 - Phases 3-4',
      '',
      '| Phase | Task | File | Model | Notes |',
      '|---|---|---|---|---|',
      '| 3 | Build the hive | src/hive.ts | Sonnet | of wood |',
      '| 4 | Call the bees | src/call.ts | Haiku | |',
      '',
      'Hurry up!',
      '',
      '**IDLE TASKS:** Help Session 3',
    ),
    {
      'plan/INSTRUCTIONS-SESSION-2-PHASE-3.md': lines(
        '# Session 2 - Phase 3',
        '',
        '**Idle tasks:** Help Session 3',
        '',
        '## Task 1: Build the hive (Sonnet)',
        'of wood',
        '',
        '- **File:** src/hive.ts',
        '',
        '## Notes of the earlier plan',
        '',
        '> # Session 2 - Phases 3-4',
        '> | Phase | Task | File | Model | Notes |',
        '> Hurry up!',
      ),
      'plan/INSTRUCTIONS-SESSION-2-PHASE-4.md': lines(
        '# Session 2 - Phase 4',
        '',
        '**Idle tasks:** Help Session 3',
        '',
        '## Task 1: Call the bees (Haiku)',
        '- **File:** src/call.ts',
      ),
    },
  );
  checkConversion(
    'writes explicit ids, states and older fields in their present form',
    'INSTRUCTIONS-SESSION-3-PHASE-5.md',
    lines(
      '# Session 3 - Phase 5',
      '',
      '#### **P0.5.1: Melt the wax** ⏳',
      'Slowly.',
      '',
      '**Blocked Until:** P0.4.1 (hive) completed',
      '**Deliverable:** `src/wax.ts`',
      '**Estimate:** 90 min',
    ),
    {
      'INSTRUCTIONS-SESSION-3-PHASE-5.md': lines(
        '# Session 3 - Phase 5',
        '',
        '## Task 1: Melt the wax ⏳',
        'Slowly.',
        '',
        '- **ID:** P0.5.1',
        '- **File:** src/wax.ts',
        '- **Depends on:** P0.4.1',
        '- **Estimated:** 1.5 hours',
        '',
        '## Notes of the earlier plan',
        '',
        '> **Blocked Until:** P0.4.1 (hive) completed',
        '> **Deliverable:** `src/wax.ts`',
        '> **Estimate:** 90 min',
      ),
    },
  );
  for (const [kind, path, text] of [
    ['already-canonical', 'INSTRUCTIONS-SESSION-1-PHASE-1.md', '# Session 1 - Phase 1\n\n## Task 1: x (Haiku)\n'],
    ['no-plan', 'INSTRUCTIONS-SESSION-1-PHASE-1.md', '# Session 1 - Phase 1\n'],
    ['no-plan', 'STATUS.md', 'status: working\n'],
  ] as const) {
    it(`answers ${kind} for ${path}`, () => assert.equal(convertDocument(read(path, text), parsers).kind, kind));
  }
});
