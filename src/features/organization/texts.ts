/** Words of the Organization Views and of Saved Searches. */
export const texts = {
  by: 'Organize by',
  views: { tags: 'Tags', folders: 'Folders', vapps: 'vApps' },
  showObjects: 'Show objects by type',
  searchesTitle: 'Saved searches',
  searchesText: 'Searches that you save, and lists grouped by a property, will stand here.',
} as const;
