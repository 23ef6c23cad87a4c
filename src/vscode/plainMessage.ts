/**
 * Text for a notification. The editor makes `[words](command:…)` in one a link that runs a command, whoever wrote it: a joint that cannot be seen keeps
 * what came from a plan or an agent from being more than text.
 */
export function plainMessage(text: string): string {
  return text.replaceAll('](', ']\u2060(');
}
