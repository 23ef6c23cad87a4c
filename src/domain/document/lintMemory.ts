import type { SwarmDocument } from './model.ts';
import type { DocumentRule, DocumentSetting, Finding } from './rule.ts';

interface Kept {
  readonly swarm: SwarmDocument | undefined;
  readonly byRule: Map<DocumentRule, readonly Finding[]>;
}

/** Remembers what rules for single documents found, as long as the document and its swarm.yaml are the same objects. */
export class LintMemory {
  readonly #kept = new WeakMap<SwarmDocument, Kept>();

  /** The rule's findings in the document: those of last time, or those of a check now. */
  findingsOf(rule: DocumentRule, document: SwarmDocument, setting: DocumentSetting): readonly Finding[] {
    const kept = this.#keptOf(document, setting.swarm);
    const before = kept.byRule.get(rule);
    if (before) return before;
    const found = rule.check(document, setting);
    kept.byRule.set(rule, found);
    return found;
  }

  #keptOf(document: SwarmDocument, swarm: SwarmDocument | undefined): Kept {
    const before = this.#kept.get(document);
    if (before && before.swarm === swarm) return before;
    const kept = { swarm, byRule: new Map<DocumentRule, readonly Finding[]>() };
    this.#kept.set(document, kept);
    return kept;
  }
}
