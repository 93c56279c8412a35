import { ClipboardList, Database, FileArchive, ShieldCheck } from 'lucide-react';
import { listInput, textInput, xeLine } from '../../commands';
import type { Choice, PoolCommand } from '../../commands';
import { row } from '../../objects';
import { addressOf, hostReason } from '../servers';
import { texts } from '../texts';
import { downloadCommand } from './download-command';
import { ENTRIES } from './report-entries';

const WHAT = 'entries';
const SINCE = 'since';
const DAY_MS = 24 * 60 * 60 * 1000;
const SINCE_MS: Readonly<Record<string, number>> = { day: DAY_MS, week: 7 * DAY_MS };

const backUp = downloadCommand({
  id: 'host.backup',
  label: texts.labels.backup,
  verb: texts.verbs.backup,
  title: texts.titles.backup,
  icon: FileArchive,
  group: 'file',
  kinds: ['host'],
  right: 'http/get_host_backup',
  reason: (inventory, { ref }) => hostReason(inventory, ref),
  ending: () => '.xbk',
  named: ({ name }) => name,
  request: (inventory, { ref }) => ({ path: '/host_backup', query: {}, server: addressOf(inventory, ref) }),
  xe: (_inventory, { name }, _input, file) => [xeLine('host-backup', { host: name, 'file-name': file })],
});

const statusReport = downloadCommand({
  id: 'host.statusReport',
  label: texts.labels.statusReport,
  verb: texts.verbs.save,
  title: texts.titles.statusReport,
  icon: ClipboardList,
  group: 'file',
  kinds: ['host'],
  right: 'http/get_system_status',
  reason: (inventory, { ref }) => hostReason(inventory, ref),
  fields: () => [
    {
      kind: 'checklist',
      id: WHAT,
      label: texts.fields.entries,
      initial: ENTRIES.map(([key]) => key),
      empty: texts.fields.noEntries,
      items: ENTRIES.map(([key, label, risk]): Choice => ({
        key,
        label,
        detail: risk === 'no' ? '' : texts.private[risk],
        reason: null,
      })),
      problem: (keys) => (keys.length === 0 ? texts.fields.noEntries : null),
    },
  ],
  ending: () => '.tar.bz2',
  named: ({ name }) => `${name} status report`,
  request: (inventory, { ref }, input) => ({
    path: '/system-status',
    query: { entries: listInput(input, WHAT).join(','), output: 'tar.bz2' },
    server: addressOf(inventory, ref),
  }),
  xe: (inventory, { ref }, input, filename) => [
    xeLine('host-get-system-status', {
      uuid: row(inventory, 'host', ref)?.uuid ?? ref,
      filename,
      entries: listInput(input, WHAT).join(','),
      output: 'tar.bz2',
    }),
  ],
});

/** A moment as the handler reads it: `20260105T08:00:00Z`. */
const moment = (timeMs: number): string =>
  new Date(timeMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll('-', '');

const auditLog = downloadCommand({
  id: 'pool.auditLog',
  label: texts.labels.auditLog,
  verb: texts.verbs.save,
  title: texts.titles.auditLog,
  icon: ShieldCheck,
  group: 'file',
  kinds: ['pool'],
  right: 'http/get_audit_log',
  reason: (inventory, { ref }) => (row(inventory, 'pool', ref) ? null : texts.reasons.gone),
  fields: (_inventory, _targets, nowMs) => [
    {
      kind: 'choice',
      id: SINCE,
      label: texts.fields.since,
      initial: 'all',
      choices: (['day', 'week', 'all'] as const).map((key): Choice => {
        const [label, detail] = texts.since[key];
        const sinceMs = SINCE_MS[key];
        return { key: sinceMs === undefined ? key : moment(nowMs - sinceMs), label, detail, reason: null };
      }),
      checksServers: false,
    },
  ],
  ending: () => '.log',
  named: ({ name }) => `${name} audit`,
  request: (_inventory, _target, input) => {
    const since = textInput(input, SINCE);
    return { path: '/audit_log', query: since === 'all' || since === '' ? {} : { since } };
  },
  xe: (_inventory, _target, input, filename) => {
    const since = textInput(input, SINCE);
    return [xeLine('audit-log-get', { filename, ...(since !== 'all' && since !== '' && { since }) })];
  },
});

const dumpDatabase = downloadCommand({
  id: 'pool.dumpDatabase',
  label: texts.labels.dumpDatabase,
  verb: texts.verbs.save,
  title: texts.titles.dumpDatabase,
  icon: Database,
  group: 'file',
  kinds: ['pool'],
  right: 'http/get_pool_xml_db_sync',
  reason: (inventory, { ref }) => (row(inventory, 'pool', ref) ? null : texts.reasons.gone),
  ending: () => '.xml',
  named: ({ name }) => `${name} database`,
  request: () => ({ path: '/pool/xmldbdump', query: {} }),
  xe: (_inventory, _target, _input, file) => [xeLine('pool-dump-database', { 'file-name': file })],
});

export const reportCommands: readonly PoolCommand[] = [backUp, statusReport, auditLog, dumpDatabase];
