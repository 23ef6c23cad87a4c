import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { registerCodeLenses } from './codeLensProvider.ts';
import { registerCompletion } from './completionProvider.ts';
import { registerHover } from './hoverProvider.ts';
import type { LanguageSource } from './languageSource.ts';
import { registerNavigation } from './navigationProviders.ts';
import { registerStructure } from './structureProviders.ts';

/** Registers every feature of the document language, for the files of swarms alone. */
export function registerLanguageFeatures(source: LanguageSource): Disposable {
  const owned = new DisposableStore();
  owned.add(registerCompletion(source));
  owned.add(registerHover(source));
  owned.add(registerNavigation(source));
  owned.add(registerStructure(source));
  owned.add(registerCodeLenses(source));
  return owned;
}
