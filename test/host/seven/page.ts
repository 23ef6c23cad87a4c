/** What the outside agent says that each of its turns costs, US dollars. */
export const outsideCost = 0.03;

/** What it writes about a subject. */
export function pageText(name: string): string {
  return `# ${name}\n\nHow the kitchen keeps its ${name}. The tests below \`test/\` say it more exactly.\n`;
}
