/** Words of what changed in an object. */
export const texts = {
  came: (item: string) => `+ ${item}`,
  went: (item: string) => `− ${item}`,
  nothing: '–',
} as const;
