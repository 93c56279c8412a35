import { Fault } from '../api/fault';
import { need } from '../api/world';
import { defineHandler } from './handlers';
import { HOSTNAME, hostname, INVENTORY, inventory, logs, poolRole } from './host-report';
import { gzipped } from './streams';
import { tarOf, untar } from './tar';
import { uploading, wholeChunks } from './uploading';

const LARGEST_FILE = 1024 * 1024;
/** From this on the password travels as JSON; older servers ask for all of /etc/passwd. */
const CONFIG_VERSION = 2;
const NO_PASSWORD = '*';

/** What a server keeps on its own disk and no database has (xapi: xapi_host_backup.ml). */
defineHandler('get_host_backup', ({ world, host }) => ({
  status: 200,
  headers: { 'content-type': 'application/octet-stream' },
  body: tarOf([inventory(world, host), hostname(world, host), poolRole(world, host)], world.engine.nowMs),
}));

/** A backup of the same server brings its name back; all else in it is the same as long as the server lives. */
defineHandler('put_host_restore', ({ world, request, host }) =>
  uploading(async () => {
    const files = new Map<string, string>();
    try {
      for await (const entry of untar(wholeChunks(request), LARGEST_FILE)) {
        files.set(entry.name, new TextDecoder().decode(await entry.bytes()));
      }
    } catch (error) {
      if (error instanceof Fault) throw error;
      throw failed('The file is not a readable backup.');
    }
    const { uuid } = need(world.db, 'host', host);
    const name = files.get(HOSTNAME)?.trim() ?? '';
    if (name === '') throw failed('The file is not a backup of a server.');
    if (files.get(INVENTORY)?.includes(`INSTALLATION_UUID='${uuid}'\n`) !== true) {
      throw failed('The backup is one of another server.');
    }
    world.db.transaction(() => world.db.update('host', host, { hostname: name }));
  }),
);

function failed(log: string): Fault {
  return new Fault('RESTORE_SCRIPT_FAILED', log);
}

/**
 * What members of the pool take over from their coordinator: the hash of root's password (xapi: config_file_sync.ml).
 * Control domains that are simulated have no accounts, so it is one that no password has.
 */
defineHandler('get_config_sync', ({ request }) => {
  const isCurrent = Number(/^\/sync_config_files\/(\d+)\/?(?:\?|$)/.exec(request.path)?.[1] ?? 0) >= CONFIG_VERSION;
  const body = isCurrent ? JSON.stringify({ password: NO_PASSWORD }) : `root:${NO_PASSWORD}:0:0:root:/root:/bin/bash\n`;
  return { status: 200, headers: {}, body };
});

/** xapi: xapi_logs_download.ml. */
defineHandler('get_host_logs_download', ({ world, host }) => ({
  status: 200,
  headers: { 'content-type': 'application/octet-stream' },
  body: gzipped(tarOf(logs(world, host), world.engine.nowMs)),
}));
