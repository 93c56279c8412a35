import { FileKey, MemoryStick, RotateCcwKey } from 'lucide-react';
import { isNullRef } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { asyncCall, asyncLine, textInput, xeLine } from '../../commands';
import type { PoolCommand, Target } from '../../commands';
import { row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { formatBytes } from '../../values';
import { haReason, hostOf, hostUuid, liveReason } from './hosts';
import { texts } from './texts';

const why = texts.reasons;
const MEMORY = 'memory';
const CERTIFICATE = 'certificate';
const KEY = 'key';
const CHAIN = 'chain';
/** xapi: what a control domain needs to work at all. */
const LEAST_DOM0_BYTES = 2 ** 30;

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

/** What a server proves itself with, and what its control domain has. */
export const identityCommands: readonly PoolCommand[] = [
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
