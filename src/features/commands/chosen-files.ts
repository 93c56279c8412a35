/** Files that were chosen on this page, by the names that answers know them by. A page loaded anew has to ask again. */
const chosen = new Map<string, readonly File[]>();

/** A name for these files, which no others have; its lines after the first are their own names. */
export function nameFiles(files: readonly File[]): string {
  const name = [`${Date.now().toString(36)}-${chosen.size}`, ...files.map((file) => file.name)].join('\n');
  chosen.set(name, files);
  return name;
}

/** None: the page was loaded anew since. */
export function filesOf(name: string): readonly File[] {
  return chosen.get(name) ?? [];
}

/** What the files are called by themselves. */
export function fileNames(name: string): readonly string[] {
  return name.split('\n').slice(1);
}
