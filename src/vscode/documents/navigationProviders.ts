import { DocumentHighlight, languages, Location, WorkspaceEdit, type Uri } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { DocumentPlace } from '../../domain/document/features/languageWorld.ts';
import { plainMessage } from '../plainMessage.ts';
import { toEditorRange } from './diagnosticsView.ts';
import { documentSelector } from './documentSelector.ts';
import { located, placeAt, type LanguageSource } from './languageSource.ts';
import { plainText } from './plainText.ts';

/** Go to definition, find references, highlights and rename. */
export function registerNavigation(source: LanguageSource): Disposable {
  const owned = new DisposableStore();
  owned.add(
    languages.registerDefinitionProvider(documentSelector, {
      provideDefinition: async (document, position) => {
        const opened = await source.open(document);
        if (!opened) return undefined;
        return located(opened, opened.features.findDefinition(placeAt(opened, position))).map(toLocation);
      },
    }),
  );
  owned.add(
    languages.registerReferenceProvider(documentSelector, {
      provideReferences: async (document, position, { includeDeclaration }) => {
        const opened = await source.open(document);
        if (!opened) return undefined;
        return located(opened, opened.features.findReferences(placeAt(opened, position), includeDeclaration)).map(
          toLocation,
        );
      },
    }),
  );
  owned.add(
    languages.registerDocumentHighlightProvider(documentSelector, {
      provideDocumentHighlights: async (document, position) => {
        const opened = await source.open(document);
        const places = opened?.features.findHighlights(placeAt(opened, position));
        return places?.map(({ range }) => new DocumentHighlight(toEditorRange(range)));
      },
    }),
  );
  owned.add(registerRename(source));
  return owned;
}

function toLocation({ uri, place }: { readonly uri: Uri; readonly place: DocumentPlace }): Location {
  return new Location(uri, toEditorRange(place.range));
}

/** A refusal is an error to the editor, which shows its sentence beside the cursor. */
function registerRename(source: LanguageSource): Disposable {
  return languages.registerRenameProvider(documentSelector, {
    prepareRename: async (document, position) => {
      const opened = await source.open(document);
      if (!opened) return undefined;
      const subject = opened.features.prepareRename(placeAt(opened, position));
      if (subject.kind === 'refused') throw refusal(subject.reason);
      return { range: toEditorRange(subject.range), placeholder: subject.id };
    },
    provideRenameEdits: async (document, position, newName) => {
      const opened = await source.open(document);
      if (!opened) return undefined;
      const renamed = opened.features.renameTask(placeAt(opened, position), newName);
      if (renamed.kind === 'refused') throw refusal(renamed.reason);
      const edit = new WorkspaceEdit();
      for (const { path, edits } of renamed.files) {
        const uri = opened.uriOf(path);
        if (!uri) throw refusal(`${path} is gone; rename again.`);
        for (const { range, newText } of edits) edit.replace(uri, toEditorRange(range), newText);
      }
      return edit;
    },
  });
}

const refusal = (reason: string) => new Error(plainMessage(plainText(reason)));
