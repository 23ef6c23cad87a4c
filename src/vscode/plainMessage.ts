/**
 * Text for a notification. The editor makes `[words](command:…)` in one a link that runs a command, whoever wrote it: a joint that cannot be seen keeps
 * what came from a plan or an agent from being more than text. Signs that turn the direction of writing are left out: a person consents to what is read.
 */
export function plainMessage(text: string): string {
  return text.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '').replaceAll('](', ']\u2060(');
}
