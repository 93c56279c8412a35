import { BadgeCheck, FileKey, MemoryStick, RotateCcwKey } from 'lucide-react';
import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { apiLine, asyncCall, asyncLine, planned, runCalls, textInput, xeLine } from '../../commands';
import type { Choice, Input, PlannedCall, PoolCommand, Target } from '../../commands';
import { only, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes } from '../../values';
import { hostOf, hostUuid, liveReason } from './hosts';
import { texts } from './texts';

const why = texts.reasons;
const EDITION = 'edition';
const ADDRESS = 'address';
const PORT = 'port';
const MEMORY = 'memory';
const CERTIFICATE = 'certificate';
const KEY = 'key';
const CHAIN = 'chain';
/** What a licence server listens at unless it was told otherwise. */
const USUAL_PORT = '27000';
/** xapi: what a control domain needs to work at all. */
const LEAST_DOM0_BYTES = 2 ** 30;

const EDITIONS = Object.keys(texts.editions) as readonly (keyof typeof texts.editions)[];

const haReason = (inventory: Inventory): string | null => (only(inventory, 'pool')?.[1].ha_enabled ? why.ha : null);

function editionChoices(host: Records['host'] | undefined): readonly Choice[] {
  const known = EDITIONS.map((key): Choice => ({ key, label: texts.editions[key], detail: '', reason: null }));
  const present = host?.edition ?? '';
  const isOther = present !== '' && !EDITIONS.some((each) => each === present);
  return isOther ? [{ key: present, label: present, detail: '', reason: null }, ...known] : known;
}

/** The calls that tell a server where its licence server is; only what differs. */
function licenceServerCalls(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const host = hostOf(inventory, target);
  const address = textInput(input, ADDRESS).trim();
  if (!host || address === '') return [];
  const port = textInput(input, PORT).trim();
  const { address: oldAddress = '', port: oldPort = '' } = host.license_server;
  if (address === oldAddress && port === oldPort) return [];
  const line = xeLine('host-param-set', {
    uuid: host.uuid,
    'license-server:address': address,
    'license-server:port': port,
  });
  return [planned(line, 'host.set_license_server', target.ref, { ...host.license_server, address, port })];
}

/** The control domain of a server, with its reference. */
function dom0Of(inventory: Inventory, { ref }: Target): readonly [ref: string, vm: Records['VM']] | undefined {
  const known = row(inventory, 'host', ref)?.control_domain;
  const vm = known === undefined || isNullRef(known) ? undefined : row(inventory, 'VM', known);
  if (vm && known !== undefined) return [known, vm];
  // Older pools do not name it.
  return [...rows(inventory, 'VM')].find(([, each]) => each.is_control_domain && each.resident_on === ref);
}

function memoryProblem(inventory: Inventory, target: Target, bytes: number): string | null {
  const host = hostOf(inventory, target);
  const [, dom0] = dom0Of(inventory, target) ?? [];
  if (bytes < LEAST_DOM0_BYTES) return texts.problems.dom0Least(formatBytes(LEAST_DOM0_BYTES));
  const metrics = host && row(inventory, 'host_metrics', host.metrics);
  const most = (metrics?.memory_free ?? 0) + (dom0?.memory_static_max ?? 0);
  return metrics && bytes > most ? texts.problems.dom0Most(formatBytes(most)) : null;
}

function pemProblem(kind: 'CERTIFICATE' | 'PRIVATE KEY') {
  return (text: string): string | null =>
    text.trim() === '' || new RegExp(`-----BEGIN (?:[A-Z]+ )?${kind}-----`).test(text) ? null : texts.problems.pem;
}

/** What a server is licensed for, what it proves itself with, and what its control domain has. */
export const identityCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'host.licence',
    label: texts.labels.licence,
    verb: texts.verbs.save,
    title: texts.titles.licence,
    icon: BadgeCheck,
    group: 'edit',
    kinds: ['host'],
    calls: ['host.set_license_server', 'host.apply_edition'],
    reason: (inventory, target) => liveReason(inventory, target) ?? haReason(inventory),
    fields: (inventory, [target]) => {
      const host = target && hostOf(inventory, target);
      const { edition, licenceServer, licenceServerHint, licencePort } = texts.fields;
      const choices = editionChoices(host);
      return [
        { kind: 'choice', id: EDITION, label: edition, initial: host?.edition ?? '', choices, checksServers: false },
        {
          kind: 'text',
          id: ADDRESS,
          label: licenceServer,
          initial: host?.license_server['address'] ?? '',
          hint: licenceServerHint,
          optional: true,
        },
        {
          kind: 'text',
          id: PORT,
          label: licencePort,
          initial: host?.license_server['port'] ?? USUAL_PORT,
          problem: (text) =>
            /^\d{1,5}$/.test(text.trim()) && Number(text) > 0 && Number(text) < 65_536 ? null : texts.problems.port,
        },
      ];
    },
    script: (inventory, target, input) => {
      const calls = licenceServerCalls(inventory, target, input);
      const edition = textInput(input, EDITION);
      return {
        api: [...calls.map(({ api }) => api), apiLine('host.apply_edition', target.ref, edition, false)],
        xe: [
          ...calls.map(({ xe }) => xe),
          xeLine('host-apply-edition', { 'host-uuid': hostUuid(inventory, target.ref), edition }),
        ],
      };
    },
    run: async (job, target, input) => {
      await runCalls(job, licenceServerCalls(job.inventory, target, input));
      await job.call('host.apply_edition', target.ref, textInput(input, EDITION), false);
    },
  },
  {
    type: 'pool',
    id: 'host.dom0Memory',
    label: texts.labels.dom0Memory,
    verb: texts.verbs.save,
    title: texts.titles.dom0Memory,
    question: texts.titles.dom0Memory,
    icon: MemoryStick,
    group: 'edit',
    kinds: ['host'],
    single: true,
    reason: (inventory, target) => liveReason(inventory, target) ?? (dom0Of(inventory, target) ? null : why.noDom0),
    confirm: () => ({ consequence: texts.consequences.dom0Memory, losses: [] }),
    fields: (inventory, [target]) => {
      const [, dom0] = (target && dom0Of(inventory, target)) ?? [];
      return [
        {
          kind: 'size',
          id: MEMORY,
          label: texts.fields.dom0Memory,
          initialBytes: dom0?.memory_static_max ?? 0,
          problem: (bytes) => (target ? memoryProblem(inventory, target, bytes) : null),
        },
      ];
    },
    calls: ['VM.set_memory'],
    script: (inventory, target, input) => {
      const [ref = '', dom0] = dom0Of(inventory, target) ?? [];
      const bytes = Number(textInput(input, MEMORY));
      return {
        api: [asyncLine('VM.set_memory', ref, bytes)],
        xe: [xeLine('vm-memory-set', { uuid: dom0?.uuid ?? ref, memory: String(bytes) })],
      };
    },
    run: async (job, target, input) => {
      const [ref = ''] = dom0Of(job.inventory, target) ?? [];
      await job.task('VM.set_memory', ref, Number(textInput(input, MEMORY)));
    },
  },
  {
    type: 'pool',
    id: 'host.installCertificate',
    label: texts.labels.installCertificate,
    verb: texts.verbs.install,
    title: texts.titles.installCertificate,
    question: texts.titles.installCertificate,
    icon: FileKey,
    group: 'edit',
    kinds: ['host'],
    single: true,
    reason: (inventory, target) => liveReason(inventory, target) ?? haReason(inventory),
    confirm: () => ({ consequence: texts.consequences.certificate, losses: [] }),
    fields: () => {
      const { certificate, certificateHint: hint, key, chain } = texts.fields;
      const isCertificate = pemProblem('CERTIFICATE');
      return [
        { kind: 'text', id: CERTIFICATE, label: certificate, initial: '', lines: 6, hint, problem: isCertificate },
        { kind: 'text', id: KEY, label: key, initial: '', lines: 6, secret: true, problem: pemProblem('PRIVATE KEY') },
        { kind: 'text', id: CHAIN, label: chain, initial: '', lines: 4, optional: true, problem: isCertificate },
      ];
    },
    calls: ['host.install_server_certificate'],
    script: (inventory, target, input) => ({
      api: [
        asyncLine(
          'host.install_server_certificate',
          target.ref,
          textInput(input, CERTIFICATE),
          '…',
          textInput(input, CHAIN),
        ),
      ],
      xe: [
        xeLine('host-server-certificate-install', {
          uuid: hostUuid(inventory, target.ref),
          certificate: 'certificate.pem',
          'private-key': 'key.pem',
          ...(textInput(input, CHAIN).trim() !== '' && { 'certificate-chain': 'chain.pem' }),
        }),
      ],
    }),
    run: async (job, target, input) => {
      // As it was typed: what is shown of the call leaves the key out by its very text.
      const [certificate = '', key = '', chain = ''] = [CERTIFICATE, KEY, CHAIN].map((field) =>
        textInput(input, field),
      );
      await job.task('host.install_server_certificate', target.ref, certificate, key, chain);
    },
  },
  {
    type: 'pool',
    id: 'host.resetCertificate',
    label: texts.labels.resetCertificate,
    verb: texts.verbs.reset,
    title: texts.titles.resetCertificate,
    question: texts.titles.resetCertificate,
    icon: RotateCcwKey,
    group: 'edit',
    danger: true,
    kinds: ['host'],
    single: true,
    reason: liveReason,
    confirm: () => ({ consequence: texts.consequences.resetCertificate, losses: [] }),
    ...asyncCall(
      'host.reset_server_certificate',
      ({ ref }) => [ref],
      (inventory, { ref }) => ['host-reset-server-certificate', { uuid: hostUuid(inventory, ref) }],
    ),
  },
];
