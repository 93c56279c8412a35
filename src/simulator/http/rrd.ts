import { isNullRef, type Ref } from '../../xapi/datamodel/ref';
import { Fault } from '../api/fault';
import type { Consolidation } from '../api/metrics/archives';
import { borrowing } from '../api/metrics/borrowed';
import { runsOf } from '../api/metrics/history';
import { Statistics, type Rrd } from '../api/metrics/statistics';
import { isAttachedTo } from '../api/sr/connections';
import { coordinator } from '../api/world';
import { defineHandler, redirect, type HandlerResponse, type HttpCall } from './handlers';
import { errorPage } from './plain';
import { JSON_TYPE, prefersJson, XML_TYPE } from './rrd-accept';
import { dumpJson, dumpXml } from './rrd-dump';
import { updatesJson, updatesSince, updatesXml } from './rrd-updates';

const CONSOLIDATIONS: readonly Consolidation[] = ['AVERAGE', 'MIN', 'MAX', 'LAST'];

function answer(
  call: HttpCall,
  json: () => Uint8Array<ArrayBuffer>,
  xml: () => Uint8Array<ArrayBuffer>,
): HandlerResponse {
  const isJson = prefersJson(call.request.headers['accept'], call.query);
  const headers = {
    'content-type': isJson ? JSON_TYPE : XML_TYPE,
    'access-control-allow-origin': '*',
    'access-control-allow-headers': 'X-Requested-With',
  };
  return { status: 200, headers, body: isJson ? json() : xml() };
}

function dump(call: HttpCall, choose: (statistics: Statistics) => Rrd): HandlerResponse {
  return borrowing(() => {
    const statistics = new Statistics(call.world);
    const rrd = choose(statistics);
    return answer(
      call,
      () => dumpJson(statistics, rrd),
      () => dumpXml(statistics, rrd),
    );
  });
}

function missing(name: string): HandlerResponse {
  return errorPage(400, 'Bad request', `The parameter ${name} is missing`);
}

/** The objects that a query names: `all` and `none` are words of their own (rrdd_http_handler.ml get_host_stats). */
function chosen(given: readonly string[], whenAbsent: 'all' | 'none'): (uuid: string) => boolean {
  const names = new Set(given.length === 0 ? [whenAbsent] : given);
  return (uuid) => names.has('all') || names.has(uuid);
}

/** Everything that the asked server has statistics of and the query asks for: itself, its VMs, its repositories. */
function objects({ world, query, host }: HttpCall, statistics: Statistics): readonly Rrd[] {
  const { db } = world;
  const row = db.row('host', host);
  const wantsVm = chosen(query.getAll('vm_uuid'), 'all');
  const wantsSr = chosen(query.getAll('sr_uuid'), 'none');
  const vms = row.resident_VMs.filter((vm) => wantsVm(db.row('VM', vm).uuid));
  const srs = row.PBDs.map((pbd) => db.row('PBD', pbd)).filter(
    ({ SR, currently_attached }) => currently_attached && wantsSr(db.get('SR', SR)?.uuid ?? ''),
  );
  return [
    ...(query.get('host') === 'true' ? [statistics.host(host)] : []),
    ...vms.map((vm) => statistics.vm(vm)),
    ...srs.map(({ SR }) => statistics.sr(SR)),
  ];
}

function wholeNumber(text: string): number | null {
  return /^[-+]?\d{1,15}$/.test(text) ? Number(text) : null;
}

defineHandler('rrd_updates', (call) => {
  const { query, world } = call;
  const start = query.get('start');
  if (start === null) return missing('start');
  const startS = wholeNumber(start);
  if (startS === null) throw new Fault('INTERNAL_ERROR', `Failure("Int64.of_string")`);
  return borrowing(() => {
    const statistics = new Statistics(world);
    const updates = updatesSince(statistics, objects(call, statistics), {
      startS,
      intervalS: wholeNumber(query.get('interval') ?? '') ?? 0,
      cf: CONSOLIDATIONS.find((cf) => cf === query.get('cf')) ?? null,
    });
    if (updates === null) throw new Fault('INTERNAL_ERROR', 'Rrd.No_RRA_Available');
    return answer(
      call,
      () => updatesJson(updates),
      () => updatesXml(updates),
    );
  });
});

for (const name of ['host_rrd', 'get_host_rrds']) {
  defineHandler(name, (call) => dump(call, (statistics) => statistics.host(call.host)));
}

/** A VM's statistics go where it goes; those of a VM that does not run lie with the coordinator (rrdd_proxy.ml). */
function vmRrd(call: HttpCall): HandlerResponse {
  const { world, query } = call;
  const { db } = world;
  const uuid = query.get('uuid');
  if (uuid === null) return missing('uuid');
  const ref = db.byUuid('VM', uuid);
  if (ref === undefined) return errorPage(404, 'Not Found', `There is no VM ${uuid}`);
  const vm = db.row('VM', ref);
  const owner: Ref<'host'> = isNullRef(vm.resident_on) ? coordinator(db) : vm.resident_on;
  const elsewhere = redirect(call, owner);
  if (elsewhere !== null) return elsewhere;
  if (runsOf(world, ref, vm).length === 0) return errorPage(404, 'Not Found', `The VM ${uuid} has never run`);
  return dump(call, (statistics) => statistics.vm(ref));
}

for (const name of ['vm_rrd', 'get_vm_rrds']) defineHandler(name, vmRrd);

defineHandler('sr_rrd', (call) => {
  const { world, query, host } = call;
  const uuid = query.get('uuid');
  if (uuid === null) return missing('uuid');
  const ref = world.db.byUuid('SR', uuid);
  if (ref === undefined || !isAttachedTo(world, ref, host)) {
    return errorPage(404, 'Not Found', `This server has no statistics of an SR ${uuid}`);
  }
  return dump(call, (statistics) => statistics.sr(ref));
});

/** Servers hand statistics to one another with this. Here they are worked out, so there is nothing to be stored. */
defineHandler('rrd', (call) => {
  const { world, query } = call;
  const { db } = world;
  const uuid = query.get('uuid');
  if (uuid === null) return missing('uuid');
  const archives = query.has('archive');
  const elsewhere = archives ? redirect(call, coordinator(db)) : null;
  if (elsewhere !== null) return elsewhere;
  const isHost = db.byUuid('host', uuid) !== undefined;
  if (!isHost && db.byUuid('VM', uuid) === undefined) return errorPage(404, 'Not Found', `There is no VM ${uuid}`);
  if (isHost && !archives) return errorPage(400, 'Bad request', 'Statistics of a server can only be archived');
  throw new Fault('NOT_IMPLEMENTED', 'PUT /rrd');
});
