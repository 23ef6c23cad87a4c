import type { GuardEvent } from '../../../src/domain/guard/guardEvent.ts';
import type { GuardPolicy } from '../../../src/domain/guard/guardPolicy.ts';

type ResultEvent = Extract<GuardEvent, { type: `result.${string}` | `contradiction.${string}` }>;
type Question = Extract<GuardEvent, { type: `question.${string}` }>;

/** The rules of results that contradict each other, a second time, read against the ledger alone. */
export class ResultWalk {
  readonly #results = new Set<string>();
  readonly #said = new Set<string>();
  /** Open contradictions by the question that stands for them. */
  readonly #open = new Map<string, { readonly link: string; readonly session: string }>();
  /** The question that the next entry has to ask, and the contradiction that it has to settle. */
  #asks: string | undefined;
  #settles: string | undefined;

  /** What the entry before leads to stands right behind it. */
  at(type: string): string | undefined {
    if (this.#asks !== undefined && type !== 'question.asked') return `${this.#asks} is not asked`;
    if (this.#settles !== undefined && type !== 'contradiction.settled')
      return `${this.#settles} is decided and stays open`;
    return undefined;
  }

  follow(event: ResultEvent, policy: GuardPolicy | undefined): string | undefined {
    switch (event.type) {
      case 'result.claimed':
        this.#results.add(event.result);
        return undefined;
      case 'contradiction.settled': {
        const expected = this.#settles;
        this.#settles = undefined;
        return expected === event.link ? undefined : `nobody has decided it: ${expected}`;
      }
      case 'result.linked':
        return this.#link(event, policy?.decisions.contradictionSeverity ?? 0.5);
    }
  }

  question(event: Question): string | undefined {
    if (event.type === 'question.asked') {
      const expected = this.#asks;
      this.#asks = undefined;
      return expected === undefined || expected === event.question ? undefined : `${expected} was to be asked`;
    }
    const open = this.#open.get(event.question);
    if (!open) return undefined;
    if (event.type === 'question.withdrawn') return 'a contradiction waits for a person for good';
    this.#open.delete(event.question);
    this.#settles = open.link;
    return event.by.kind === 'person' ? undefined : 'a session decides a contradiction';
  }

  #link(event: Extract<ResultEvent, { type: 'result.linked' }>, threshold: number): string | undefined {
    const { from, to, relation, severity, question, link, session } = event;
    for (const side of [from, to])
      if (side.startsWith('C') && !this.#results.has(side)) return `there is no result ${side}`;
    const sides = relation === 'contradicts' ? [from, to].sort() : [from, to];
    const key = `${relation} ${sides.join(' ')}`;
    if (this.#said.has(key) || from === to) return 'it was said before, or says nothing';
    this.#said.add(key);
    if ((relation === 'contradicts' && severity > threshold) !== (question !== null))
      return question === null ? 'nobody is asked about it' : 'a person is asked about it for nothing';
    if (question === null) return undefined;
    this.#asks = question;
    this.#open.set(question, { link, session });
    const own = [...this.#open.values()].filter((one) => one.session === session).length;
    return own > 5 ? `${session} has ${own} contradictions open` : undefined;
  }
}
