import { statSync } from 'node:fs';
import { delimiter, isAbsolute } from 'node:path';
import { simpleGit } from 'simple-git';
import { explainGitFailure, GitError } from './gitError.ts';
import { retryLocked } from './retryLocked.ts';

/** One git command. */
export interface GitCall {
  /** Absolute path of the folder to run in. */
  readonly cwd: string;
  readonly args: readonly [string, ...string[]];
  /** Added to the small environment that every command gets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Exit codes that are an answer, not a failure; 0 always is. */
  readonly accept?: readonly number[];
  /** Lock files below these folders belong to us alone: one that a killed git left there is removed. */
  readonly ownLocks?: readonly string[];
}

export interface GitAnswer {
  readonly code: number;
  readonly stdout: string;
}

/** Runs git; rejects with a `GitError` for an exit code that is not accepted. Waits for locks of other git processes, within bounds. */
export type RunGit = (call: GitCall) => Promise<GitAnswer>;

const passedOn = ['PATH', 'HOME', 'USER', 'XDG_CONFIG_HOME', 'TMPDIR', 'SSH_AUTH_SOCK'];
const passedOnWindows = [
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PATHEXT',
  'TEMP',
  'TMP',
  'HOMEDRIVE',
  'HOMEPATH',
];
const allowed = [
  ...['GIT_TERMINAL_PROMPT', 'GIT_OPTIONAL_LOCKS', 'GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE'],
  ...['GIT_COMMON_DIR', 'GIT_OBJECT_DIRECTORY', 'GIT_SHALLOW_FILE', 'GIT_GRAFT_FILE', 'GIT_NO_REPLACE_OBJECTS'],
  ...['GIT_ALLOW_PROTOCOL', 'GIT_NO_LAZY_FETCH'],
].concat(['NAME', 'EMAIL'].flatMap((part) => [`GIT_AUTHOR_${part}`, `GIT_COMMITTER_${part}`]));

/** No file can lie below the null device, so nobody can put a hook there: a folder of ours could be filled by the repository. */
const noHooks = process.platform === 'win32' ? 'NUL' : '/dev/null';

/**
 * Objects are what they are, whatever somebody has put in their place; and nothing is ever fetched, because a remote of the
 * repository's may be a program to start.
 */
const unchanged = {
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: noHooks,
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
};

/** Makes a `RunGit` under which no hook, editor, signature, prompt, remote or background clean-up ever starts; `settings` are more `name=value` for git. */
export function createRunGit(settings: readonly string[] = []): RunGit {
  const config = [
    ...settings,
    `core.hooksPath=${noHooks}`,
    'core.fsmonitor=false',
    'core.quotePath=false',
    'commit.gpgSign=false',
    'gc.auto=0',
    'maintenance.auto=false',
    'submodule.recurse=false',
    'advice.addEmbeddedRepo=false',
    // Would start the repository's idea of gpg.
    'log.showSignature=false',
  ];
  return (call) => retryLocked(call, () => runOnce(call, config));
}

async function runOnce(call: GitCall, config: readonly string[]): Promise<GitAnswer> {
  if (!statSync(call.cwd, { throwIfNoEntry: false })?.isDirectory())
    throw new GitError('failed', `${call.cwd} is not a folder. Check the path, then try again.`);
  let code = 0;
  let failure: GitError | undefined;
  const { input } = call;
  const git = simpleGit({
    baseDir: call.cwd,
    config: [...config],
    allowEnvironment: allowed,
    // All of them are only ever switched off.
    unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true, allowUnsafeFilter: true },
    // The default also ends 50 ms after `exit`, which may cut an output that is still in the pipe.
    completion: { onClose: true, onExit: false },
    errors: (_, result) => {
      code = result.exitCode;
      if (code === 0 || call.accept?.includes(code)) return undefined;
      const text = Buffer.concat([...result.stdErr, ...result.stdOut]).toString('utf8');
      failure = explainGitFailure(call.args[0], call.cwd, text);
      return failure;
    },
    ...(input === undefined ? {} : { input: () => input }),
  });
  git.outputHandler((_command, _stdout, stderr) => {
    // The library waits 50 ms for late output of a command that printed nothing, though nothing can come after `close`.
    // An empty chunk spares that: preparing a session takes 570 ms with the waits and 55 ms without.
    setImmediate(() => stderr.emit('data', Buffer.alloc(0)));
  });
  try {
    return { stdout: await git.env(environment(call.env)).raw([...call.args]), code };
  } catch (error) {
    // The library wraps errors of its handlers; ours says more than its wrapper.
    throw failure ?? explainGitFailure(call.args[0], call.cwd, String(error));
  }
}

function environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const names = process.platform === 'win32' ? [...passedOn, ...passedOnWindows] : passedOn;
  const kept = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // English messages, because locks are told by them; no refresh of an index behind its owner's back.
  const quiet = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
  return { ...Object.fromEntries(kept), ...searched(), ...quiet, ...unchanged, ...extra };
}

/** Where programs are searched: never where git is to work, in which an agent may have put one called git. */
function searched(): Readonly<Record<string, string>> {
  const path = process.env['PATH'];
  return path === undefined ? {} : { PATH: path.split(delimiter).filter(isAbsolute).join(delimiter) };
}
