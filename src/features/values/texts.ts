/** Words used by values of every kind. */
export const texts = {
  none: '–',
  yes: 'Yes',
  no: 'No',
  usage: (used: string, total: string) => `${used} of ${total}`,
} as const;
