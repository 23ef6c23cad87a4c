/** How much a task may change at once. */
export interface ChangeLimits {
  readonly files: number;
  /** Of each file, in bytes. */
  readonly fileBytes: number;
}

/** A file as a commit changes or adds it. */
export interface ChangedFile {
  readonly path: string;
  /** As git writes it: 100644, 120000 for a link, 160000 for a submodule. */
  readonly mode: string;
  readonly bytes: number;
  /** Whether it was there before, under the same name. */
  readonly isNew: boolean;
  /** Where a link leads; empty for what is no link. */
  readonly target: string;
}

/** Names that git or Windows take for a `.git` folder; HFS+ ignores some characters inside of a name. */
const gitFolder = /^(\.git|git~1)[ .]*(:.*)?$/i;
const ignoredByHfs = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Why a change must not be taken, in a clause that goes on "its work …"; undefined when it may. `names` are all paths of the
 * commit: a new one must not be told from another by its case alone, because some disks cannot.
 */
export function judgeChange(
  changed: readonly ChangedFile[],
  names: readonly string[],
  limits: ChangeLimits,
): string | undefined {
  if (changed.length > limits.files)
    return `changes ${changed.length} files, and the plan allows ${limits.files} (resource_policy.max_commit_files)`;
  for (const file of changed) {
    const fault = judgeFile(file, limits);
    if (fault !== undefined) return fault;
  }
  return findCollision(changed, names);
}

function judgeFile({ path, mode, bytes, isNew, target }: ChangedFile, limits: ChangeLimits): string | undefined {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || isGitFolder(part)))
    return `holds ${path}, a path that no checkout may hold`;
  if (parts[0]?.toLowerCase() === '.s2') return `holds ${path}, which belongs to the swarm`;
  if (mode === '160000' && isNew) return `adds the submodule ${path}; only a person may add one`;
  if (mode === '120000' && leadsOut(path, target)) return `holds ${path}, a link that leads out of the repository`;
  if (bytes > limits.fileBytes)
    return `holds ${path} with ${megabytes(bytes)} MB, and the plan allows ${megabytes(limits.fileBytes)} MB (resource_policy.max_file_mb)`;
  return undefined;
}

function isGitFolder(part: string): boolean {
  return gitFolder.test(part.replace(ignoredByHfs, ''));
}

function leadsOut(path: string, target: string): boolean {
  if (/^([/\\]|[a-z]:)/i.test(target)) return true;
  const at = path.split('/').slice(0, -1);
  for (const part of target.split(/[/\\]/)) {
    if (part === '..') {
      if (at.pop() === undefined) return true;
    } else if (part !== '' && part !== '.') at.push(part);
  }
  return false;
}

function findCollision(changed: readonly ChangedFile[], names: readonly string[]): string | undefined {
  const added = new Map(changed.filter(({ isNew }) => isNew).map(({ path }) => [fold(path), path]));
  if (added.size === 0) return undefined;
  for (const name of names) {
    const mine = added.get(fold(name));
    if (mine !== undefined && mine !== name) return `holds ${mine} beside ${name}, which some disks take for one file`;
  }
  return undefined;
}

function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / 100_000) / 10);
}
