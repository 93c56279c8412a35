/** The last part of a reference: packages have no folders, and paths out of them are not followed. */
export const baseName = (path: string): string => path.replace(/^.*[/\\]/, '');
