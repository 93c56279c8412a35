import { Fault, toFault } from '../api/fault';
import { hostUpdates, NOT_FOUND_CODES, poolUpdates } from '../api/updates/available';
import { introduceUpdate } from '../api/updates/pool-update';
import { patchOf } from '../api/updates/update-rows';
import { need, thePool } from '../api/world';
import { defineHandler } from './handlers';
import { errorPage } from './plain';
import { refused } from './vdi-transfer';
import { receiveDisk } from './vdi-import';

/** xapi: xapi_pool.ml get_updates_handler. */
defineHandler('get_updates', ({ world, query }) => {
  const given = query.get('host_refs');
  const hosts = given === null ? world.db.refs('host') : given.split(';');
  for (const host of hosts) need(world.db, 'host', host);
  try {
    const updates = poolUpdates(world, hosts);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(updates, null, 2) };
  } catch (error) {
    const fault = toFault(error);
    if (NOT_FOUND_CODES.has(fault.code)) return refused(404, 'Not Found', fault);
    throw fault;
  }
});

/** What the server that is asked lacks, as servers tell their coordinator (xapi: repository.ml get_host_updates_in_json). */
defineHandler('get_host_updates', ({ world, host }) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(hostUpdates(world, host)),
}));

// Servers get packages from their coordinator here. Simulated ones know what updates are made of and have no packages.
for (const name of ['get_repository', 'get_enabled_repository']) {
  defineHandler(name, ({ request }) => errorPage(404, 'Not Found', `There is no package at ${request.path}.`));
}

/** The disk of an update arrives, and what it is becomes known (xapi_pool_patch.ml pool_patch_upload_handler). */
defineHandler('put_pool_patch_upload', (call) => {
  const { world } = call;
  const { default_SR } = thePool(world.db)[1];
  return receiveDisk(call, {
    ...(world.db.has('SR', default_SR) && { sr: default_SR }),
    type: 'pool_patch ref',
    use: (vdi) => {
      const patch = patchOf(world, introduceUpdate(world, vdi));
      if (patch === undefined) throw new Fault('INTERNAL_ERROR', 'Invalid state');
      return patch;
    },
  });
});
