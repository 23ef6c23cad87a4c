import type { SwarmDocument } from './model.ts';
import type { Finding, KeptRule, TaskSetting } from './rule.ts';

/** What rules found in one document, by rule; without those that found nothing. */
export type DocumentFindings = ReadonlyMap<KeptRule, readonly Finding[]>;

interface Kept {
  readonly rules: readonly KeptRule[];
  readonly setting: TaskSetting;
  readonly found: DocumentFindings;
}

/**
 * Remembers what rules found in documents, as long as the document, its swarm.yaml and those of its tasks that are to be done are the same objects.
 */
export class LintMemory {
  readonly #kept = new WeakMap<SwarmDocument, Kept>();

  /** The findings of all these rules in the document, whose tasks `setting` holds: those of last time, or those of a check now. */
  findingsOf(rules: readonly KeptRule[], document: SwarmDocument, setting: TaskSetting): DocumentFindings {
    const before = this.#kept.get(document);
    if (before?.rules === rules && isSame(before.setting, setting)) return before.found;
    const found = new Map<KeptRule, readonly Finding[]>();
    for (const rule of rules) {
      const findings = checkWith(rule, document, setting);
      if (findings.length > 0) found.set(rule, findings);
    }
    this.#kept.set(document, { rules, setting, found });
    return found;
  }
}

function checkWith(rule: KeptRule, document: SwarmDocument, setting: TaskSetting): readonly Finding[] {
  if (rule.scope === 'document') return rule.check(document, setting);
  return setting.swarm?.broken ? [] : rule.check(setting);
}

function isSame(a: TaskSetting, b: TaskSetting): boolean {
  return (
    a.swarm === b.swarm &&
    a.tasks.length === b.tasks.length &&
    a.tasks.every((placed, index) => placed === b.tasks[index])
  );
}
