import { Fault } from '../api/fault';
import { toXapiDate } from '../api/world';
import { defineHandler } from './handlers';
import { statusFiles } from './host-report';
import { tarOf } from './tar';
import { zipOf } from './zip';

/** Types of the content by the form of the report; clients know that of tar as it is spelt. */
const TYPES = { tar: 'appliation/x-tar', zip: 'application/zip' } as const;

/** xapi: system_status.ml. */
defineHandler('get_system_status', ({ world, query, host }) => {
  const output = query.get('output') ?? 'tar';
  // There is no library that writes bzip2 and runs everywhere.
  if (output !== 'tar' && output !== 'zip') {
    throw new Fault('VALUE_NOT_SUPPORTED', 'output', output, 'Choose tar or zip');
  }
  const timeMs = world.engine.nowMs;
  const name = `bug-report-${toXapiDate(timeMs).replace(/\D/g, '')}`;
  const entries = (query.get('entries') ?? '').split(',').filter((entry) => entry !== '');
  const files = statusFiles(world, host, entries).map((file) => ({ ...file, name: `${name}/${file.name}` }));
  return {
    status: 200,
    headers: { 'content-type': TYPES[output], 'content-disposition': `attachment; filename="system_status.${output}"` },
    body: output === 'tar' ? tarOf(files, timeMs) : chunks(zipOf(files, timeMs)),
  };
});

async function* chunks(parts: Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* parts;
}
