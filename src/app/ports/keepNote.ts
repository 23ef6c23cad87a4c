/** Puts a note into the temporary folder that these variables name, where what works in that worktree can read it; resolves to the file. */
export type KeepNote = (environment: Readonly<Record<string, string>>, name: string, text: string) => Promise<string>;
