import { Hover, languages, MarkdownString } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { HoverCard } from '../../domain/document/features/hoverCard.ts';
import { toEditorRange } from './diagnosticsView.ts';
import { documentSelector } from './documentSelector.ts';
import { placeAt, type LanguageSource } from './languageSource.ts';
import { plainText } from './plainText.ts';

/** Shows what is known of the task, session, model, capability, rule, field or key under the pointer. */
export function registerHover(source: LanguageSource): Disposable {
  return languages.registerHoverProvider(documentSelector, {
    provideHover: async (document, position) => {
      const opened = await source.open(document);
      const card = opened?.features.hoverAt(placeAt(opened, position));
      return card && new Hover(toMarkdown(card), toEditorRange(card.range));
    },
  });
}

/** Titles and texts come from documents and agents: they are escaped, and nothing in the card is trusted with a command. */
function toMarkdown({ title, rows }: HoverCard): MarkdownString {
  const card = new MarkdownString();
  card.appendMarkdown('**').appendText(plainText(title).trim()).appendMarkdown('**\n\n');
  for (const { label, text } of rows) {
    if (label !== '') card.appendMarkdown('*').appendText(label).appendMarkdown(':* ');
    card.appendText(plainText(text).trim()).appendMarkdown('  \n');
  }
  return card;
}
