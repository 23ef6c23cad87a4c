import type { Parsers } from '../parsers.ts';
import { codeLenses } from './codeLenses.ts';
import { completeAt } from './completion.ts';
import { foldingRanges } from './folding.ts';
import { formattingEdits } from './formatting.ts';
import { hoverAt } from './hover.ts';
import type { Place } from './languageWorld.ts';
import { findDefinition, findHighlights, findReferences } from './navigation.ts';
import { prepareRename, renameTask } from './rename.ts';
import { documentSymbols, worldSymbols } from './symbols.ts';
import type { SwarmDocument } from '../model.ts';

/** Every feature of the document language, for an editor to translate. Pure: each answer follows from the world it is given. */
export function createLanguageFeatures(parsers: Parsers) {
  return {
    completeAt,
    hoverAt,
    findDefinition,
    findReferences,
    findHighlights,
    prepareRename,
    renameTask: (place: Place, newId: string) => renameTask(place, newId, parsers),
    documentSymbols,
    worldSymbols,
    foldingRanges,
    codeLenses,
    formattingEdits: (document: SwarmDocument) => formattingEdits(document, parsers),
  };
}

export type LanguageFeatures = ReturnType<typeof createLanguageFeatures>;
