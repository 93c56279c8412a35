/** A name, or with a number behind it the first that is not taken: "web (1)". */
export function freeName(taken: ReadonlySet<string>, name: string): string {
  let number = 0;
  let free = name;
  while (taken.has(free)) free = `${name} (${++number})`;
  return free;
}
