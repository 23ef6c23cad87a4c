/** npm settings that belong to the machine and not to the command which the person typed. */
const machineSettings = new Set(
  [
    'registry',
    'userconfig',
    'globalconfig',
    'cache',
    'proxy',
    'https_proxy',
    'noproxy',
    'cafile',
    'ca',
    'cert',
    'key',
    'strict_ssl',
  ]
    .concat(['offline', 'prefer_offline', 'prefer_online', 'maxsockets', 'local_address', 'logs_dir'])
    .concat([
      'fetch_retries',
      'fetch_retry_factor',
      'fetch_retry_mintimeout',
      'fetch_retry_maxtimeout',
      'fetch_timeout',
    ]),
);

/**
 * The environment for an npm inside an npm. The outer one hands down its own settings and names (`npm_config_omit`,
 * `npm_config_prefix`, `npm_package_json`, …) which would change what the inner one installs and where; only the machine's stay.
 */
export function npmEnvironment(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => stays(name)));
}

function stays(name) {
  const lower = name.toLowerCase();
  if (lower === 'init_cwd' || lower === 'node_env') return false;
  if (!lower.startsWith('npm_')) return true;
  if (!lower.startsWith('npm_config_')) return false;
  const setting = lower.slice('npm_config_'.length);
  return machineSettings.has(setting.replaceAll('-', '_')) || setting.startsWith('//') || setting.endsWith(':registry');
}
