import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  commands,
  ConfigurationTarget,
  languages,
  Position,
  Range,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type CodeAction,
  type Diagnostic,
} from 'vscode';
import { settingIds } from '../../../src/vscode/ids.ts';
import type { HostTest } from './index.ts';

const unknownModel = 'phase/unknown-model';

async function findFile(name: string): Promise<Uri> {
  const [uri] = await workspace.findFiles(`**/${name}`);
  assert.ok(uri, `${name} is not in the workspace`);
  return uri;
}

const ruleOf = ({ code }: Diagnostic) => (typeof code === 'object' ? code.value : code);

const ours = (uri: Uri) => languages.getDiagnostics(uri).filter(({ source }) => source === 'S2');

/** Resolves with the document's findings as soon as they are as wanted; a wait in vain ends with what is there. */
function findings(uri: Uri, wanted: (found: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
  return new Promise((resolve, reject) => {
    const end = (finish: () => void) => {
      clearTimeout(limit);
      listening.dispose();
      finish();
    };
    const limit = setTimeout(() => {
      const now = ours(uri).map((found) => `${String(ruleOf(found))}: ${found.message}`);
      end(() => reject(new Error(`waited in vain; the findings are [${now.join('; ')}]`)));
    }, 8_000);
    const check = () => {
      const found = ours(uri);
      if (wanted(found)) end(() => resolve(found));
    };
    const listening = languages.onDidChangeDiagnostics(check);
    check();
  });
}

const has = (rule: string) => (found: readonly Diagnostic[]) => found.some((diagnostic) => ruleOf(diagnostic) === rule);

/** The fixes that are offered there, as soon as some are: while a text is being checked anew there are none. */
async function fixesAt(uri: Uri, range: Range, kind: string): Promise<CodeAction[]> {
  for (let tries = 0; tries < 80; tries++) {
    const offered = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', uri, range, kind);
    if (offered.length > 0) return offered;
    await delay(100);
  }
  throw new Error(`no ${kind} was offered`);
}

async function applyEdit(edit: WorkspaceEdit | undefined): Promise<void> {
  assert.ok(edit, 'the action has no edit');
  assert.ok(await workspace.applyEdit(edit));
}

export const documentTests: readonly HostTest[] = [
  {
    name: 'a file that nobody opened shows its findings, with a page about the rule',
    run: async () => {
      const uri = await findFile('INSTRUCTIONS-SESSION-2-PHASE-1.md');
      const found = (await findings(uri, has(unknownModel))).find((diagnostic) => ruleOf(diagnostic) === unknownModel);
      assert.ok(found);
      const text = (await workspace.openTextDocument(uri)).getText(found.range);
      assert.equal(text, 'Haikku');
      assert.ok(typeof found.code === 'object');
      const page = await workspace.openTextDocument(found.code.target);
      assert.match(page.getText(), /^# phase\/unknown-model\n/);
    },
  },
  {
    name: 'the quick fix mends an unsaved buffer',
    run: async () => {
      const uri = await findFile('INSTRUCTIONS-SESSION-2-PHASE-1.md');
      await window.showTextDocument(uri);
      const found = (await findings(uri, has(unknownModel))).find((diagnostic) => ruleOf(diagnostic) === unknownModel);
      assert.ok(found);
      const fixes = await fixesAt(uri, found.range, 'quickfix');
      assert.equal(fixes.length, 1);
      await applyEdit(fixes[0]?.edit);
      const document = await workspace.openTextDocument(uri);
      assert.ok(document.isDirty);
      await findings(uri, (now) => !has(unknownModel)(now));
    },
  },
  {
    name: 'fix all mends every typo at once',
    run: async () => {
      const uri = await findFile('INSTRUCTIONS-SESSION-1-PHASE-1.md');
      const document = await workspace.openTextDocument(uri);
      await window.showTextDocument(document);
      const edit = new WorkspaceEdit();
      for (let line = 0; line < document.lineCount; line++) {
        const at = document.lineAt(line).text.indexOf('(Haiku)');
        if (at >= 0) edit.replace(uri, new Range(line, at, line, at + '(Haiku)'.length), '(Haikuu)');
      }
      await applyEdit(edit);
      await findings(uri, (now) => now.filter((diagnostic) => ruleOf(diagnostic) === unknownModel).length === 2);
      const all = new Range(new Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
      const [fix] = await fixesAt(uri, all, 'source.fixAll.s2');
      await applyEdit(fix?.edit);
      await findings(uri, (now) => !has(unknownModel)(now));
      assert.doesNotMatch(document.getText(), /Haikuu/);
    },
  },
  {
    name: 'an older plan is written in canonical form on demand',
    run: async () => {
      const swarm = await findFile('swarm.yaml');
      const uri = Uri.joinPath(swarm, '..', 'phases', 'INSTRUCTIONS-SESSION-1-PHASE-7.md');
      writeFileSync(uri.fsPath, '# Session 1 - Phase 7\n\nTask 1: Dig | holes.md | Haiku | deep\n');
      const document = await workspace.openTextDocument(uri);
      const found = (await findings(uri, has('document/legacy-shape'))).find(
        (diagnostic) => ruleOf(diagnostic) === 'document/legacy-shape',
      );
      assert.ok(found);
      const fixes = await fixesAt(uri, found.range, 'quickfix');
      const fix = fixes.find(({ title }) => title === 'Write this plan in canonical form');
      await applyEdit(fix?.edit);
      assert.match(document.getText(), /^## Task 1: Dig \(Haiku\)$/m);
      await findings(uri, (now) => !has('document/legacy-shape')(now));
      await document.save();
      rmSync(uri.fsPath);
    },
  },
  {
    name: 'a rule can be switched off in the settings',
    run: async () => {
      const uri = await findFile('swarm.yaml');
      const document = await workspace.openTextDocument(uri);
      await window.showTextDocument(document);
      const edit = new WorkspaceEdit();
      edit.insert(uri, new Position(document.lineCount, 0), 'sesions: []\n');
      await applyEdit(edit);
      await findings(uri, has('swarm/schema'));
      const settings = workspace.getConfiguration();
      await settings.update(settingIds.lintSeverity, { 'swarm/schema': 'off' }, ConfigurationTarget.Global);
      await findings(uri, (now) => !has('swarm/schema')(now));
      await settings.update(settingIds.lintSeverity, undefined, ConfigurationTarget.Global);
      await findings(uri, has('swarm/schema'));
    },
  },
  {
    name: 'a plan that another program writes is checked, and forgotten when it is deleted',
    run: async () => {
      const sibling = await findFile('INSTRUCTIONS-SESSION-3-PHASE-1.md');
      const uri = Uri.joinPath(sibling, '../INSTRUCTIONS-SESSION-3-PHASE-2.md');
      writeFileSync(uri.fsPath, '# Session 3 (binder) - Phase 2\n\n## Task 1: Wrap (Sonett)\n');
      await findings(uri, has(unknownModel));
      rmSync(uri.fsPath);
      await findings(uri, (now) => now.length === 0);
    },
  },
];
