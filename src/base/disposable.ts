/** Something that holds a resource until `dispose` is called; calling it twice does no harm. */
export interface Disposable {
  dispose(): void;
}

/** Wraps `release` so that it runs at most once. */
export function toDisposable(release: () => void): Disposable {
  let live = true;
  return {
    dispose: () => {
      if (!live) return;
      live = false;
      release();
    },
  };
}

/** Owns disposables and releases them newest first; what is added after disposal is released at once. */
export class DisposableStore implements Disposable {
  #owned: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#owned.push(item);
    return item;
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const item of this.#owned.splice(0).reverse()) item.dispose();
  }
}
