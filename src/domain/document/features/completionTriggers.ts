/** Signs after which an editor asks by itself; in a file of their own, because they are needed before the language is loaded. */
export const completionTriggers: readonly string[] = [' ', '*', ',', '(', '|', '·', ':', '/', '.', '['];
