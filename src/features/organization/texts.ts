/** Words of the Organization Views. */
export const texts = {
  by: 'Organize by',
  views: { tags: 'Tags', folders: 'Folders', vapps: 'vApps' },
  treeLabels: { tags: 'Objects by tag', folders: 'Objects by folder', vapps: 'Machines by vApp' },
  empty: {
    tags: {
      title: 'Nothing is tagged yet',
      text: 'Tags group objects in your own words. Every object takes them: Edit tags… in its menu.',
    },
    folders: {
      title: 'No folders yet',
      text: 'Objects that are filed in folders, here or with XenCenter, are listed by folder.',
    },
    vapps: {
      title: 'No vApps yet',
      text: 'A vApp starts and stops a set of machines in order. The vApps of this pool are listed here.',
    },
  },
  showObjects: 'Show objects by type',
} as const;
