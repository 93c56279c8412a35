/** Deeper folders than this are shown as one name with slashes: no person made them. */
const MAX_DEPTH = 24;

/** The names along a folder path such as `/Sales/Test` (XenCenter keeps it in `other_config.folder`); empty: no folder. */
export function folderNames(path: string | undefined): readonly string[] {
  const names = (path ?? '').split('/').filter((name) => name !== '');
  return names.length <= MAX_DEPTH ? names : [...names.slice(0, MAX_DEPTH - 1), names.slice(MAX_DEPTH - 1).join('/')];
}

/** Paths of folders nothing is filed in: the pool keeps them in `other_config.EMPTY_FOLDERS`, separated by semicolons. */
export function emptyFolders(otherConfig: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  return (otherConfig['EMPTY_FOLDERS'] ?? '')
    .split(';')
    .map(folderNames)
    .filter((names) => names.length > 0);
}

export function folderPath(names: readonly string[]): string {
  return names.map((name) => `/${name}`).join('');
}

/** Whether an object with this `other_config` is filed in a folder, or in one below it. */
export function isInFolder(otherConfig: Readonly<Record<string, string>>, path: string): boolean {
  const filed = folderPath(folderNames(otherConfig['folder']));
  return isAtOrBelow(filed, path);
}

/** Where a folder is: the path of the one around it; the empty text at the top. */
export function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** Whether a path is that of a folder or of one below it. */
export function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
