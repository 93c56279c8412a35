import type { ObjectId } from '../../features/navigation';
import { sameObject } from '../../features/navigation';

const MOST = 8;

let recent: readonly ObjectId[] = [];

/** Remembers, for the life of the page, what was open last; the palette offers it before anything is typed. */
export function rememberObject(id: ObjectId): void {
  recent = [id, ...recent.filter((other) => !sameObject(other, id))].slice(0, MOST);
}

export function recentObjects(): readonly ObjectId[] {
  return recent;
}
