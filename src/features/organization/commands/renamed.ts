import { textInput } from '../../commands';
import type { Input } from '../../commands';
import { parentPath } from '../folder-path';

/** Fields of the commands that give tags and folders another name. */
export const NAME = 'name';
export const PLACE = 'place';
/** A place for the top level, which no path is. */
export const TOP = 'top';

type NamingCommand = 'tag.rename' | 'tag.merge' | 'folder.new' | 'folder.rename' | 'folder.move';

/** What a tag or folder is called after a command, or the one that it made; null: the command has nothing to do with its name. */
export function renamedTo(command: NamingCommand, ref: string, input: Input): string;
export function renamedTo(command: string, ref: string, input: Input): string | null;
export function renamedTo(command: string, ref: string, input: Input): string | null {
  switch (command) {
    case 'tag.rename':
    case 'tag.merge':
      return textInput(input, NAME).trim();
    case 'folder.new':
      return `${ref}/${textInput(input, NAME).trim()}`;
    case 'folder.rename':
      return `${parentPath(ref)}/${textInput(input, NAME).trim()}`;
    case 'folder.move': {
      const place = textInput(input, PLACE);
      return (place === TOP ? '' : place) + ref.slice(ref.lastIndexOf('/'));
    }
    default:
      return null;
  }
}
