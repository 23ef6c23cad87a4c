/** Why something could not be done in a repository. */
export type GitErrorCode =
  | 'not-a-repository'
  | 'no-commits'
  | 'branch-in-use'
  /** A branch of the user's that the swarm was told to move. */
  | 'branch-taken'
  | 'git-missing'
  | 'git-too-old'
  /** Another git process holds a lock for too long. */
  | 'locked'
  /** A folder of the swarm is not its own: a link, or under version control. */
  | 'unsafe-state'
  /** A worktree was removed or replaced by whoever worked in it. */
  | 'worktree-gone'
  /** The machine has no more room, memory or handles for git. */
  | 'system'
  | 'failed';

/** A fault of the repository or of git itself; the message is a clear sentence and the next step. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly code: GitErrorCode;

  constructor(code: GitErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Turns what git printed on its way out into an error with a next step; `what` is the git command that failed. */
export function explainGitFailure(what: string, folder: string, stderr: string): GitError {
  const cause = { cause: new Error(stderr.trim()) };
  const first = firstComplaint(stderr);
  if (/spawn \S+ ENOENT/.test(stderr)) {
    return new GitError(
      'git-missing',
      'git was not found on the PATH. Install git 2.38 or newer, then try again.',
      cause,
    );
  }
  if (stderr.includes('detected dubious ownership')) {
    return new GitError(
      'failed',
      `git refuses to work in ${folder} because it belongs to another user. Run git config --global --add safe.directory for it, then try again.`,
      cause,
    );
  }
  if (/not a git repository/i.test(stderr)) {
    return new GitError('not-a-repository', `${folder} is not a git repository. Run git init and commit once.`, cause);
  }
  const lock = lockedPath(stderr);
  if (lock !== undefined) {
    return new GitError(
      'locked',
      `Another git process holds ${lock}. If no git is running, delete that file, then try again.`,
      cause,
    );
  }
  if (isHalfMade(stderr)) {
    return new GitError(
      'locked',
      `Another git process is making or removing a worktree in ${folder}. If none is running, run git worktree prune, then try again.`,
      cause,
    );
  }
  if (exhausted.test(stderr)) {
    return new GitError('system', `git ${what} failed in ${folder}: ${first}. Make room, then try again.`, cause);
  }
  if (what === 'merge-tree' && /usage:|unknown option|not a valid object name --write-tree/.test(stderr)) {
    return new GitError('git-too-old', 'This git cannot merge without a checkout. Install git 2.38 or newer.', cause);
  }
  return new GitError('failed', `git ${what} failed in ${folder}: ${first}`, cause);
}

/** The lock file that git found taken, as git wrote it; undefined when that was not the trouble. */
export function lockedPath(stderr: string): string | undefined {
  return /Unable to create '([^'\n]+\.lock)': File exists/.exec(stderr)?.[1];
}

/** Whether git met a worktree that another process was just making or removing. */
export function isHalfMade(stderr: string): boolean {
  return /failed to read [^\n]*\bworktrees\/[^\n]+/.test(stderr);
}

/** What the system says when the fault lies with the machine and not with what git was asked for. */
const exhausted =
  /No space left on device|Disk quota exceeded|Read-only file system|Input\/output error|Too many open files|Cannot allocate memory|out of memory|Resource temporarily unavailable/i;

function firstComplaint(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const complaint = lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.find((line) => line !== '');
  return (complaint ?? 'it gave no reason').replace(/^(fatal|error): /, '');
}
