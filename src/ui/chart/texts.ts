/** The words that charts bring along themselves. Not among those of all widgets, which come before the first sight. */
export const chartTexts = {
  asDrawing: 'Show as a drawing',
  asTable: 'Show as a table',
  empty: 'No figures',
  notSaved: 'The browser could not make the picture',
  pngOfDrawing: 'A picture is made of the drawing. Show it first.',
  published: 'Published',
  publishedIn: (title: string) => `Published figures: ${title}`,
  reading: (title: string) => `Read ${title}`,
  saveCsv: 'Save figures (CSV)',
  savePng: 'Save picture (PNG)',
  saved: (fileName: string) => `${fileName} saved`,
  series: 'Series',
  sum: 'Sum',
  tableOf: (title: string) => `Figures: ${title}`,
  timeIn: (zone: string) => `Time, ${zone}`,
} as const;
