import type { Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { Fault } from '../fault';
import { assertOnline } from '../host/operations';
import { define } from '../registry';
import { isAttached } from '../sr/connections';
import { assertOperationValid } from '../vm/operation-check';
import { need, type Call } from '../world';
import { wholeAxis, type Axis } from './archives';
import { valuesOf } from './column';
import { recordedSince, setRecorded } from './recorded';
import type { Source } from './source';
import { isRecorded, Statistics, type Rrd } from './statistics';

/** The newest reading of the finest archive. */
function newest(statistics: Statistics, rrd: Rrd): Axis {
  const [finest] = rrd.archives;
  return { ...wholeAxis(finest ?? { cf: 'AVERAGE', rows: 1, pdps: 1, xff: 0.5 }, statistics.lastUpdateS), rows: 1 };
}

/** In the order of their names; `value` is 0, as rrdd answers no readings here (rrdd_helper.ml to_API_data_source). */
function list(call: Call, statistics: Statistics, rrd: Rrd): readonly Records['data_source'][] {
  const since = recordedSince(call.world, rrd.ref);
  return statistics
    .readings(rrd, newest(statistics, rrd))
    .map(({ source }) => ({
      name_label: source.name,
      name_description: source.description(),
      enabled: isRecorded(source, since),
      standard: source.standard,
      units: source.units,
      min: source.min,
      max: source.max,
      value: 0,
    }))
    .sort((a, b) => (a.name_label < b.name_label ? -1 : 1));
}

/** rrdd knows no error of its own for a name that it does not know. */
function find(statistics: Statistics, rrd: Rrd, name: string): Source {
  const found = statistics.readings(rrd, newest(statistics, rrd)).find(({ source }) => source.name === name);
  if (found === undefined) throw new Fault('INVALID_VALUE', 'data_source', name);
  return found.source;
}

/** Starts to record a data source; one that is recorded stays as it is (rrdd_server.ml add_ds). */
function record(call: Call, statistics: Statistics, rrd: Rrd, name: string): void {
  const source = find(statistics, rrd, name);
  if (isRecorded(source, recordedSince(call.world, rrd.ref))) return;
  setRecorded(call.world, rrd.ref, name, statistics.lastUpdateS);
}

/** The newest reading; NaN when there is none yet (rrd.ml query_named_ds). */
function query(call: Call, statistics: Statistics, rrd: Rrd, name: string): number {
  const source = find(statistics, rrd, name);
  const [finest] = rrd.archives;
  if (finest === undefined || !isRecorded(source, recordedSince(call.world, rrd.ref)))
    throw new Fault('INVALID_VALUE', 'data_source', name);
  const column = statistics.columns(rrd, finest, newest(statistics, rrd)).find((each) => each.source.name === name);
  return column === undefined ? NaN : (valuesOf(column, 1)[0] ?? NaN);
}

/** Throws the history away. A standard one begins again at once (rrdd_monitor.ml merge_new_dss). */
function forget(call: Call, statistics: Statistics, rrd: Rrd, name: string): void {
  const source = find(statistics, rrd, name);
  if (!isRecorded(source, recordedSince(call.world, rrd.ref))) throw new Fault('INVALID_VALUE', 'data_source', name);
  setRecorded(call.world, rrd.ref, name, source.standard ? statistics.lastUpdateS : null);
}

/** The server of the VM answers; so it has to run (message_forwarding.ml). */
function ofVm(call: Call, ref: Ref<'VM'>): [Statistics, Rrd] {
  assertOperationValid(call.db, ref, 'data_source_op');
  assertOnline(call.world, call.db.row('VM', ref).resident_on);
  const statistics = new Statistics(call.world);
  return [statistics, statistics.vm(ref)];
}

function ofHost(call: Call, ref: Ref<'host'>): [Statistics, Rrd] {
  assertOnline(call.world, ref);
  const statistics = new Statistics(call.world);
  return [statistics, statistics.host(ref)];
}

/** A server that has the repository answers. */
function ofSr(call: Call, ref: Ref<'SR'>): [Statistics, Rrd] {
  need(call.db, 'SR', ref);
  if (!isAttached(call.world, ref)) throw new Fault('SR_HAS_NO_PBDS', ref);
  const statistics = new Statistics(call.world);
  return [statistics, statistics.sr(ref)];
}

define({
  'VM.get_data_sources': (call, self) => list(call, ...ofVm(call, self)),
  'VM.record_data_source': (call, self, name) => record(call, ...ofVm(call, self), name),
  'VM.query_data_source': (call, self, name) => query(call, ...ofVm(call, self), name),
  'VM.forget_data_source_archives': (call, self, name) => forget(call, ...ofVm(call, self), name),
  'host.get_data_sources': (call, host) => list(call, ...ofHost(call, host)),
  'host.record_data_source': (call, host, name) => record(call, ...ofHost(call, host), name),
  'host.query_data_source': (call, host, name) => query(call, ...ofHost(call, host), name),
  'host.forget_data_source_archives': (call, host, name) => forget(call, ...ofHost(call, host), name),
  'SR.get_data_sources': (call, sr) => list(call, ...ofSr(call, sr)),
  'SR.record_data_source': (call, sr, name) => record(call, ...ofSr(call, sr), name),
  'SR.query_data_source': (call, sr, name) => query(call, ...ofSr(call, sr), name),
  'SR.forget_data_source_archives': (call, sr, name) => forget(call, ...ofSr(call, sr), name),
});
