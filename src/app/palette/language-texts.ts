/** Words for what is asked in the language of queries; they come with the palette. */
export const texts = {
  asked: 'Objects that match',
  showAll: (count: number) => (count === 1 ? 'Show it in a list' : `Show all ${count} in a list`),
  inSearch: 'Search tab',
  goOn: 'Ask for',
  mistake: 'As a query this is not clear',
  atEnd: 'At the end',
} as const;
