/**
 * Whether what npm installed (`node_modules/.package-lock.json`, which npm writes last) is what the lock file asks for on this
 * platform. Optional packages that name a C library are left out: only npm can tell which of them belong here.
 */
export function isInstalled(lock, installed, { platform, arch }) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '' || !belongsHere(wanted, platform, arch)) return true;
    const found = installed.packages?.[path];
    return found !== undefined && found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function belongsHere(entry, platform, arch) {
  if (entry.optional !== true) return true;
  if (entry.libc !== undefined || entry.os === undefined) return false;
  return allows(entry.os, platform) && allows(entry.cpu, arch);
}

function allows(list, value) {
  if (list === undefined) return true;
  const names = [list].flat();
  return names.includes(value) || (names.every((name) => name.startsWith('!')) && !names.includes(`!${value}`));
}
