/** Characters that git forbids in a ref, that a file system treats specially, or that a shell would trip over. */
const unsafe = /[\p{Cc} ~^:?*[\]\\"'<>|%;&$`(){}!#]/gu;

/**
 * Makes one path component of a ref, or one folder name, out of any text: ordinary ids stay as they are, everything else is
 * written as %XX. Two different well-formed texts never become the same name.
 */
export function toSafeName(text: string): string {
  const encoded = text
    .toWellFormed()
    .replace(unsafe, encode)
    .replace(/\//g, encode)
    .replace(/^@$/, encode)
    .replace(/^[-.]/, encode)
    .replace(/\.(?=\.|$)/g, encode)
    .replace(/\.(?=lock$)/i, encode);
  return encoded === '' ? '%' : encoded;
}

/** Makes a branch name out of any text, component by component; a valid branch name stays as it is. */
export function toBranchName(text: string): string {
  return text
    .split('/')
    .filter((part) => part !== '')
    .map(toSafeName)
    .join('/');
}

/** The ref under which unfinished work of one claim is kept. */
export function rescueRef(task: string, epoch: number): string {
  return `refs/s2/rescue/${toSafeName(task)}/${epoch}`;
}

/** Below this are the commits that were handed to the merge queue. */
export const submittedRefs = 'refs/s2/submitted';

/** The ref under which the commit of one claim is kept once it is handed to the merge queue. */
export function submittedRef(task: string, epoch: number): string {
  return `${submittedRefs}/${toSafeName(task)}/${epoch}`;
}

function encode(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
