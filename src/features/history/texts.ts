/** Words of what changed in an object. */
export const texts = {
  came: (item: string) => `+ ${item}`,
  went: (item: string) => `− ${item}`,
  nothing: '–',
  unknown: 'something that is gone',
} as const;
