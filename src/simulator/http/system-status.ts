import { toXapiDate } from '../api/world';
import { bzipped } from './bzip2';
import { defineHandler } from './handlers';
import { statusFiles } from './host-report';
import { tarOf, type TarFile } from './tar';
import { zipOf } from './zip';

type Form = 'tar' | 'tar.bz2' | 'zip';

/** Types of the content by the form of the report; clients know that of tar as it is spelt. */
const TYPES: Readonly<Record<Form, string>> = {
  tar: 'appliation/x-tar',
  'tar.bz2': 'application/x-bzip2',
  zip: 'application/zip',
};

/** A form that the report does not have means tar (xapi: system_status.ml). */
function formOf(text: string | null): Form {
  return text === 'tar.bz2' || text === 'zip' ? text : 'tar';
}

defineHandler('get_system_status', ({ world, query, host }) => {
  const form = formOf(query.get('output'));
  const timeMs = world.engine.nowMs;
  const name = `bug-report-${toXapiDate(timeMs).replace(/\D/g, '')}`;
  const entries = (query.get('entries') ?? '').split(',').filter((entry) => entry !== '');
  const files = statusFiles(world, host, entries).map((file) => ({ ...file, name: `${name}/${file.name}` }));
  // Only a tar is sent while it is made; the others are files by then, with names of their own.
  const filename = form === 'tar' ? 'system_status.tar' : `${name}.${form}`;
  return {
    status: 200,
    headers: { 'content-type': TYPES[form], 'content-disposition': `attachment; filename="${filename}"` },
    body: bodyOf(form, files, timeMs),
  };
});

function bodyOf(form: Form, files: readonly TarFile[], timeMs: number): AsyncIterable<Uint8Array> {
  if (form === 'zip') return chunks(zipOf(files, timeMs));
  const tar = tarOf(files, timeMs);
  return form === 'tar' ? tar : bzipped(tar);
}

async function* chunks(parts: Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* parts;
}
