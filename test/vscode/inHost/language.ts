import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  commands,
  languages,
  MarkdownString,
  Position,
  Range,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type CodeLens,
  type CompletionList,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type Location,
  type SymbolInformation,
  type TextEdit,
} from 'vscode';
import type { HostTest } from './index.ts';

const first = 'INSTRUCTIONS-SESSION-1-PHASE-1.md';
const third = 'INSTRUCTIONS-SESSION-3-PHASE-1.md';

async function open(name: string): Promise<Uri> {
  const [uri] = await workspace.findFiles(`**/${name}`);
  assert.ok(uri, `${name} is not in the workspace`);
  await window.showTextDocument(uri);
  return uri;
}

/** The position right behind a text that the document holds. */
async function behind(uri: Uri, text: string): Promise<Position> {
  const document = await workspace.openTextDocument(uri);
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, `"${text}" is not in ${uri.path}`);
  return document.positionAt(at + text.length);
}

async function write(uri: Uri, range: Range, text: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(uri, range, text);
  assert.ok(await workspace.applyEdit(edit));
}

/** Asks again until the answer is as wanted: the workspace's plans are read in the background. */
async function asked<T>(ask: () => Thenable<T>, isWanted: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 50; tries++) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    await delay(100);
  }
  throw new Error(`asked in vain; the answer is ${JSON.stringify(await ask())}`);
}

/** Resolves when the findings of a file are shown anew. */
function nextDiagnostics(uri: Uri): Promise<void> {
  return new Promise((resolve) => {
    const listening = languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some((one) => String(one) === String(uri))) return;
      listening.dispose();
      resolve();
    });
  });
}

const nameOf = ({ path }: Uri) => path.split('/').at(-1);

const labelsOf = ({ items }: CompletionList) =>
  items.map(({ label }) => (typeof label === 'string' ? label : label.label));

export const languageTests: readonly HostTest[] = [
  {
    name: 'an unsaved buffer completes tasks of other files, fields and models',
    run: async (figures) => {
      const uri = await open(third);
      const end = await behind(uri, '- **Depends on:** S1.P1.T1');
      await write(uri, new Range(end, end), ', ');
      const complete = (position: Position, sign?: string) =>
        commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', uri, position, sign);
      const place = end.translate(0, 2);
      const has = (list: CompletionList) => labelsOf(list).includes('S1.P1.T2');
      const found = await asked(() => complete(place), has);
      assert.ok(!labelsOf(found).includes('S3.P1.T1'), 'a task would wait for itself');
      const began = performance.now();
      await complete(place);
      figures['completion in the editor, ms'] = performance.now() - began;
      await write(uri, new Range(end, place), '');
      const model = await behind(uri, 'Put the card together (');
      assert.ok(labelsOf(await complete(model)).includes('Haiku'));
      const inProse = await complete(await behind(uri, 'Make out/card'), '.');
      assert.ok(!labelsOf(inProse).some((label) => label.startsWith('S1.')));
      await commands.executeCommand('workbench.action.files.revert');
    },
  },
  {
    name: 'a hover says what is known of a task, and trusts nothing of it',
    run: async () => {
      const uri = await open(third);
      const place = await behind(uri, '- **Depends on:** S1.P1');
      const hovers = await asked(
        () => commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, place),
        (answer) => answer.length > 0,
      );
      const card = hovers.flatMap(({ contents }) => contents).find((content) => content instanceof MarkdownString);
      assert.ok(card);
      assert.match(card.value, /Write&nbsp;the&nbsp;greeting|Write the greeting/);
      assert.ok(!card.isTrusted);
      assert.ok(!card.supportHtml);
    },
  },
  {
    name: 'definition and references lead through all files',
    run: async () => {
      const uri = await open(third);
      const place = await behind(uri, '- **Depends on:** S1.P1');
      const ask = (command: string) => commands.executeCommand<Location[]>(command, uri, place);
      const definitions = await asked(
        () => ask('vscode.executeDefinitionProvider'),
        (found) => found.length > 0,
      );
      assert.ok(definitions[0]?.uri.path.endsWith(first));
      assert.equal(definitions[0]?.range.start.line, 2);
      const found = await ask('vscode.executeReferenceProvider');
      assert.deepEqual(new Set(found.map((one) => nameOf(one.uri))), new Set([first, third]));
    },
  },
  {
    name: 'a rename changes a task in every file, and refuses an id that is taken',
    run: async () => {
      const uri = await open(third);
      const place = await behind(uri, '- **Depends on:** S1.P1');
      const rename = (to: string) =>
        commands.executeCommand<WorkspaceEdit>('vscode.executeDocumentRenameProvider', uri, place, to);
      const edit = await asked(
        () => rename('GREET-1'),
        (answer) => answer.size > 0,
      );
      assert.deepEqual(new Set(edit.entries().map(([one]) => nameOf(one))), new Set([first, third]));
      const texts = edit.entries().flatMap(([, edits]) => edits.map(({ newText }) => newText));
      assert.ok(texts.includes('- **ID:** GREET-1\n'));
      await assert.rejects(async () => rename('S2.P1.T1'), /taken by a task/);
    },
  },
  {
    name: 'outline, workspace symbols and folding know the tasks',
    run: async () => {
      const uri = await open(first);
      const outline = await asked(
        () =>
          commands.executeCommand<(DocumentSymbol | SymbolInformation)[]>('vscode.executeDocumentSymbolProvider', uri),
        (found) => found.some(({ name }) => name === 'S1.P1.T1 Write the greeting'),
      );
      assert.ok(outline.length >= 2);
      const symbols = await commands.executeCommand<SymbolInformation[]>(
        'vscode.executeWorkspaceSymbolProvider',
        'frame',
      );
      assert.ok(symbols.some(({ name }) => name === 'S2.P1.T1 Draw the frame'));
      const folds = await commands.executeCommand<FoldingRange[]>('vscode.executeFoldingRangeProvider', uri);
      assert.ok(folds.some(({ start }) => start === 2));
    },
  },
  {
    name: 'a workspace without trust is offered no lens',
    run: async () => {
      assert.equal(workspace.isTrusted, false);
      const uri = await open(first);
      assert.deepEqual(await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri), []);
    },
  },
  {
    name: 'formatting puts blanks in order and nothing else',
    run: async () => {
      const uri = await open(first);
      const at = await behind(uri, '(Haiku)\n');
      await write(uri, new Range(at, at), '\n\n\n');
      const edits = await asked(
        () =>
          commands.executeCommand<TextEdit[]>('vscode.executeFormatDocumentProvider', uri, {
            tabSize: 2,
            insertSpaces: true,
          }),
        (found) => Array.isArray(found) && found.length > 0,
      );
      const edit = new WorkspaceEdit();
      edit.set(uri, edits);
      assert.ok(await workspace.applyEdit(edit));
      assert.doesNotMatch((await workspace.openTextDocument(uri)).getText(), /\n\n\n/);
      await commands.executeCommand('workbench.action.files.revert');
    },
  },
  {
    name: 'keys and values of swarm.yaml complete',
    run: async () => {
      const uri = await open('swarm.yaml');
      const at = await behind(uri, 'name: greeting-card\n');
      await write(uri, new Range(at, at), 'lint:\n  ru\n');
      const place = at.translate(1, 4);
      const list = await asked(
        () => commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', uri, place),
        (found) => labelsOf(found).includes('rules'),
      );
      assert.ok(!labelsOf(list).includes('sessions'));
      await commands.executeCommand('workbench.action.files.revert');
    },
  },
  {
    name: 'findings follow each letter in an unsaved file of 500 lines',
    run: async (figures) => {
      const [plan] = await workspace.findFiles(`**/${third}`);
      assert.ok(plan);
      const uri = Uri.joinPath(plan, '..', 'INSTRUCTIONS-SESSION-3-PHASE-4.md').with({ scheme: 'untitled' });
      await window.showTextDocument(await workspace.openTextDocument(uri));
      const tasks = Array.from(
        { length: 60 },
        (_, at) =>
          `## Task ${at + 1}: Work (Haiku)\nDo it.\n\n- **File:** a/${at}\n- **Run:** \`x\`\n- **Verify:** \`y\`\n- **Priority:** P1\n`,
      );
      await write(uri, new Range(0, 0, 0, 0), `# Session 3 - Phase 4\n\n${tasks.join('\n')}`);
      await asked(
        () => Promise.resolve(languages.getDiagnostics(uri)),
        (found) => found.length > 0,
      );
      const end = await behind(uri, '## Task 1: Work (Haiku');
      const times: number[] = [];
      for (let letter = 0; letter < 20; letter++) {
        const changed = nextDiagnostics(uri);
        const began = performance.now();
        if (letter % 2 === 0) await write(uri, new Range(end, end), 'k');
        else await write(uri, new Range(end, end.translate(0, 1)), '');
        await changed;
        times.push(performance.now() - began);
      }
      figures['a letter to its findings in 500 lines, p95, ms'] = times.toSorted((a, b) => a - b)[18] ?? 0;
      await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    },
  },
  {
    name: 'other markdown has no part in it',
    run: async () => {
      const [plan] = await workspace.findFiles(`**/${first}`);
      assert.ok(plan);
      const uri = Uri.joinPath(plan, '..', 'README.md').with({ scheme: 'untitled' });
      const document = await workspace.openTextDocument(uri);
      await write(uri, new Range(0, 0, 0, 0), '# Session 1 - Phase 1\n\n- **Depends on:** S1.P1.T1\n');
      const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, new Position(2, 20));
      assert.deepEqual(hovers, []);
      await window.showTextDocument(document);
      await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    },
  },
];
