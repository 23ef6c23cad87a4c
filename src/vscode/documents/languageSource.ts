import type { Position, TextDocument, Uri } from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { LanguageFeatures } from '../../domain/document/features/languageFeatures.ts';
import type { DocumentPlace, LanguageWorld, Place } from '../../domain/document/features/languageWorld.ts';
import type { SwarmDocument } from '../../domain/document/model.ts';
import type { Event } from '../../base/emitter.ts';
import type { LoadDocumentLanguage } from './documentLanguage.ts';
import type { LiveView } from './liveView.ts';
import type { ReadDocuments } from './readDocuments.ts';

export interface LanguageSourceDependencies {
  readonly read: ReadDocuments;
  readonly load: LoadDocumentLanguage;
  readonly live: LiveView;
  /** Fires when documents were read again. */
  readonly onDidRead: Event<unknown>;
}

/** A document of an editor in its world, as it reads at this moment. */
export interface OpenedDocument extends LanguageWorld {
  readonly features: LanguageFeatures;
  readonly document: SwarmDocument;
  /** Where another document of the world lies. */
  uriOf(path: string): Uri | undefined;
}

/** Where providers get what they ask about: the buffer as it is now, within the documents that are read together with it. */
export class LanguageSource {
  readonly #given: LanguageSourceDependencies;

  constructor(given: LanguageSourceDependencies) {
    this.#given = given;
  }

  /** Fires when something else than the asking buffer may have changed: other documents, or how tasks stand. */
  onDidChange(listener: () => void): Disposable {
    const owned = new DisposableStore();
    owned.add(this.#given.onDidRead(listener));
    owned.add(this.#given.live.onDidChange(listener));
    return owned;
  }

  /** Undefined for a text that is no document of a swarm. */
  async open({ uri }: TextDocument): Promise<OpenedDocument | undefined> {
    const { read, load, live } = this.#given;
    const language = await load();
    const entry = read.refresh(language).get(String(uri));
    if (!entry) return undefined;
    const { root, document } = entry;
    const world = read
      .worldsOf(root, language)
      .find((one) => one.swarm === document || one.documents.includes(document) || one.superseded.includes(document));
    if (!world) return undefined;
    const standings = live.of(root);
    return {
      features: language.features,
      world,
      document,
      ...(standings ? { live: standings } : {}),
      uriOf: (path) => read.uriOf(root, path),
    };
  }

  /** Everything in the workspace, world by world. */
  async openAll(): Promise<readonly Omit<OpenedDocument, 'document'>[]> {
    const { read, load } = this.#given;
    const language = await load();
    read.refresh(language);
    return [...read.roots].flatMap((root) =>
      read
        .worldsOf(root, language)
        .map((world) => ({ features: language.features, world, uriOf: (path: string) => read.uriOf(root, path) })),
    );
  }
}

/** The place of the cursor in an opened document. */
export function placeAt(opened: OpenedDocument, { line, character }: Position): Place {
  const { world, document, live } = opened;
  return { world, document, position: { line, character }, ...(live ? { live } : {}) };
}

/** Places with the address of their document; those without one are left out. */
export function located<P extends DocumentPlace>(
  { uriOf }: Pick<OpenedDocument, 'uriOf'>,
  places: readonly P[],
): readonly { readonly uri: Uri; readonly place: P }[] {
  const known = new Map<string, Uri | undefined>();
  return places.flatMap((place) => {
    if (!known.has(place.path)) known.set(place.path, uriOf(place.path));
    const uri = known.get(place.path);
    return uri ? [{ uri, place }] : [];
  });
}
