import {
  DocumentSymbol,
  FoldingRange,
  languages,
  Location,
  SymbolInformation,
  SymbolKind,
  TextEdit,
  type SymbolKind as EditorSymbolKind,
} from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { DocumentSymbol as Outline, SymbolKind as Kind } from '../../domain/document/features/symbols.ts';
import { toEditorRange } from './diagnosticsView.ts';
import { documentSelector } from './documentSelector.ts';
import { located, type LanguageSource } from './languageSource.ts';
import { plainText } from './plainText.ts';

/** Outline, symbols of the workspace, folding and formatting. */
export function registerStructure(source: LanguageSource): Disposable {
  const owned = new DisposableStore();
  owned.add(
    languages.registerDocumentSymbolProvider(
      documentSelector,
      {
        provideDocumentSymbols: async (document) => {
          const opened = await source.open(document);
          return opened?.features.documentSymbols(opened.document).map(toSymbol);
        },
      },
      { label: 'S²' },
    ),
  );
  owned.add(
    languages.registerWorkspaceSymbolProvider({
      provideWorkspaceSymbols: async (query) =>
        (await source.openAll()).flatMap((opened) =>
          located(opened, opened.features.worldSymbols(opened.world, query)).map(
            ({ uri, place: { name, kind, range } }) =>
              new SymbolInformation(shown(name), symbolKind(kind), '', new Location(uri, toEditorRange(range))),
          ),
        ),
    }),
  );
  owned.add(
    languages.registerFoldingRangeProvider(documentSelector, {
      provideFoldingRanges: async (document) => {
        const opened = await source.open(document);
        return opened?.features.foldingRanges(opened.document).map(({ start, end }) => new FoldingRange(start, end));
      },
    }),
  );
  owned.add(
    languages.registerDocumentFormattingEditProvider(
      documentSelector.filter(({ pattern }) => typeof pattern === 'string' && pattern.includes('md')),
      {
        provideDocumentFormattingEdits: async (document) => {
          const opened = await source.open(document);
          const edits = opened?.features.formattingEdits(opened.document);
          return edits?.map(({ range, newText }) => TextEdit.replace(toEditorRange(range), newText));
        },
      },
    ),
  );
  return owned;
}

function toSymbol({ name, detail, kind, range, selection, children }: Outline): DocumentSymbol {
  const symbol = new DocumentSymbol(
    shown(name),
    plainText(detail),
    symbolKind(kind),
    toEditorRange(range),
    toEditorRange(selection),
  );
  symbol.children = children.map(toSymbol);
  return symbol;
}

/** The editor refuses a symbol without a name. */
function shown(name: string): string {
  return plainText(name).trim() || '…';
}

function symbolKind(kind: Kind): EditorSymbolKind {
  switch (kind) {
    case 'task':
      return SymbolKind.Function;
    case 'session':
      return SymbolKind.Module;
    case 'model':
      return SymbolKind.Class;
    case 'key':
      return SymbolKind.Key;
  }
}
