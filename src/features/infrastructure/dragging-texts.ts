/** Words of what is dragged; they come with it. */
export const texts = {
  nothingToMove: 'This cannot move.',
  refused: (server: string, reason: string) => `${server}: ${reason}`,
} as const;
