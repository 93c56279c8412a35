import { formatCount } from '../values';

/** Words of the Organization Views. */
export const texts = {
  by: 'Organize by',
  views: { tags: 'Tags', folders: 'Folders', fields: 'Fields', vapps: 'vApps' },
  treeLabels: {
    tags: 'Objects by tag',
    folders: 'Objects by folder',
    fields: 'Objects by custom field',
    vapps: 'Machines by vApp',
  },
  empty: {
    tags: {
      title: 'Nothing is tagged yet',
      text: 'Tags group objects in your own words. Every object takes them: Edit tags… in its menu.',
    },
    folders: {
      title: 'No folders yet',
      text: 'Folders hold objects of all pools. Make one here, then drag objects onto it, or use Move to folder… in their menu.',
    },
    fields: {
      title: 'No custom fields yet',
      text: 'Custom fields say in your own words what a pool does not know: an owner, a cost centre, a date. Custom fields… in the menu of every object fills them in.',
    },
    vapps: {
      title: 'No vApps yet',
      text: 'A vApp starts and stops a set of machines in order. The vApps of this pool are listed here.',
    },
  },
  showObjects: 'Show objects by type',
  labels: {
    rename: 'Rename…',
    merge: 'Merge into…',
    delete: 'Delete…',
    newFolder: 'New folder…',
    moveFolder: 'Move to…',
    untag: (tag: string) => `Remove the tag ${tag}`,
    unfile: (folder: string) => `Take out of ${folder}`,
  },
  verbs: { rename: 'Rename', merge: 'Merge', delete: 'Delete', create: 'Create', move: 'Move' },
  titles: {
    renameTag: (name: string) => `Rename the tag ${name}`,
    mergeTag: (name: string) => `Merge the tag ${name} into another`,
    deleteTag: (name: string) => `Delete the tag ${name}`,
    newFolder: (around: string) => (around === '' ? 'New folder' : `New folder in ${around}`),
    renameFolder: (name: string) => `Rename the folder ${name}`,
    moveFolder: (name: string) => `Move the folder ${name}`,
    deleteFolder: (name: string) => `Delete the folder ${name}`,
  },
  fields: { name: 'Name', mergeInto: 'Tag that remains', place: 'Into', top: 'The top level' },
  consequences: {
    deleteTag: 'Its objects stay as they are, without this tag.',
    deleteFolder: 'What is in it stays as it is, in no folder. Folders in it go too.',
  },
  losesTag: (tag: string, count: number) => `${tag}, on ${objects(count)}`,
  losesFolder: (path: string, count: number, below: number) =>
    `${path}, with ${objects(count)}${below === 0 ? '' : ` and ${formatCount(below)} ${below === 1 ? 'folder' : 'folders'} below`}`,
  objects,
  everywhere: (count: number) => `On ${objects(count)}, in all pools that are connected.`,
  problems: {
    tagThere: (tag: string) => `There is a tag ${tag}. Merge this one into it instead.`,
    folderName: 'A name has no slash and no semicolon.',
    folderThere: 'There is a folder of this name.',
    intoItself: 'It cannot go into itself.',
    isThere: 'It is there already.',
    notFiled: 'It cannot go there.',
    tagged: 'It has this tag already.',
    ofOtherPool: 'A vApp takes VMs of its own pool.',
  },
  inPool: (pool: string) => `# ${pool}`,
} as const;

function objects(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'object' : 'objects'}`;
}
