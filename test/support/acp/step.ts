/** One thing that the scripted agent does in its turn, in order. */
export type Step =
  | { readonly do: 'say' | 'think' | 'complain' | 'garbage'; readonly text: string; readonly times?: number }
  | { readonly do: 'plan'; readonly entries: readonly (readonly [content: string, status: string])[] }
  | {
      readonly do: 'tool';
      readonly title: string;
      readonly kind?: string;
      readonly status?: string;
      readonly diff?: Diff;
    }
  /** Through the client; the answer goes to the log. */
  | { readonly do: 'read'; readonly path: string; readonly line?: number; readonly limit?: number }
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  /** By itself, as an agent with hands of its own does. */
  | { readonly do: 'make'; readonly path: string; readonly text: string }
  | {
      readonly do: 'permit';
      readonly kind?: string;
      readonly title?: string;
      readonly paths?: readonly string[];
      readonly input?: unknown;
      readonly options?: readonly string[];
    }
  | {
      readonly do: 'terminal';
      readonly command: string;
      readonly args?: readonly string[];
      readonly cwd?: string;
      readonly env?: Readonly<Record<string, string>>;
      readonly limit?: number;
      readonly kill?: true;
    }
  | { readonly do: 'usage'; readonly amount?: number; readonly currency?: string }
  /** Another program that outlives its parent. */
  | { readonly do: 'spawn' }
  | { readonly do: 'raw'; readonly line: string }
  | { readonly do: 'wait'; readonly ms: number }
  /** Until the file is there. */
  | { readonly do: 'waitFor'; readonly path: string }
  | { readonly do: 'exit'; readonly code: number }
  | { readonly do: 'close' }
  | { readonly do: 'hang'; readonly deaf?: true }
  | { readonly do: 'error'; readonly code: number; readonly message: string }
  | { readonly do: 'stop'; readonly reason: string };

export interface Diff {
  readonly path: string;
  readonly oldText?: string;
  readonly newText: string;
}

/** What the scripted agent is told on its command line, as JSON. */
export interface AgentScript {
  /** What it does with its first prompt, its second … ; the last counts for all that follow. */
  readonly turns: readonly (readonly Step[])[];
  /** Where it notes what it was told and answered, one JSON value in each line. */
  readonly log?: string;
  /** What it does before it speaks the protocol. */
  readonly atStart?: readonly Step[];
  readonly version?: number;
  readonly resumes?: 'load' | 'resume';
  readonly knows?: readonly string[];
  readonly onNew?: { readonly code: number; readonly message: string } | 'hang' | 'nonsense';
}
