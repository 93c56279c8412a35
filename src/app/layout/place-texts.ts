/** Words of where one is, for the title of the window and for screen readers. */
export const placeTexts = {
  title: (place: string | null, count: number) =>
    `${count > 0 ? `(${count}) ` : ''}${place === null ? '' : `${place} – `}Xenia`,
  inTwin: (place: string, twin: string) => `${place} – ${twin}`,
  selected: (count: number) => `${count} objects`,
  arrived: (place: string) => `${place} opened`,
} as const;
