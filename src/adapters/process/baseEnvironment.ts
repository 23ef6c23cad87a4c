const passedOn = ['PATH', 'HOME', 'LANG', 'TMPDIR'];
const passedOnWindows = ['SystemRoot', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP', 'USERPROFILE'];

/** What every command gets of the host's environment: where programs are, who runs them, where they may put what they need for a moment. */
export function baseEnvironment(): Record<string, string> {
  const names = process.platform === 'win32' ? [...passedOn, ...passedOnWindows] : passedOn;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
