import { Building2, DoorOpen } from 'lucide-react';
import { apiLine, textInput, xeLine } from '../../commands';
import type { Input, PoolCommand } from '../../commands';
import { row } from '../../objects';
import { directoryOf } from '../user-model';
import { texts } from './texts';

/** The only kind of directory that pools know. */
const TYPE = 'AD';

const domainIn = (input: Input): string => textInput(input, 'domain').trim();
const configIn = (input: Input, pass: string) => ({
  domain: domainIn(input),
  user: textInput(input, 'user').trim(),
  pass,
});

/** Commands about the directory whose users may log in. */
export const directoryCommands: readonly PoolCommand[] = [
  {
    type: 'pool',
    id: 'pool.joinDirectory',
    label: texts.labels.join,
    verb: texts.verbs.join,
    title: texts.titles.join,
    icon: Building2,
    group: 'edit',
    kinds: ['pool'],
    calls: ['pool.enable_external_auth'],
    single: true,
    isOffered: (inventory) => directoryOf(inventory) === null,
    reason: (inventory) => (directoryOf(inventory) === null ? null : texts.reasons.hasDirectory),
    fields: () => [
      {
        kind: 'text',
        id: 'domain',
        label: texts.fields.domain,
        initial: '',
        hint: texts.fields.domainHint,
        problem: (text) => (/^[^\s.]+(\.[^\s.]+)+$/.test(text.trim()) ? null : texts.problems.domain),
      },
      { kind: 'text', id: 'user', label: texts.fields.user, initial: '', hint: texts.fields.userHint },
      { kind: 'text', id: 'password', label: texts.fields.password, initial: '', secret: true },
    ],
    script: (inventory, target, input) => ({
      api: [apiLine('pool.enable_external_auth', target.ref, configIn(input, texts.hidden), domainIn(input), TYPE)],
      xe: [
        xeLine('pool-enable-external-auth', {
          uuid: row(inventory, 'pool', target.ref)?.uuid ?? target.ref,
          'auth-type': TYPE,
          'service-name': domainIn(input),
          'config:user': textInput(input, 'user').trim(),
          'config:pass': texts.hidden,
        }),
      ],
    }),
    run: async (job, target, input) => {
      const config = configIn(input, textInput(input, 'password'));
      await job.call('pool.enable_external_auth', target.ref, config, domainIn(input), TYPE);
    },
  },
  {
    type: 'pool',
    id: 'pool.leaveDirectory',
    danger: true,
    label: texts.labels.leave,
    verb: texts.verbs.leave,
    title: texts.titles.leave,
    icon: DoorOpen,
    group: 'edit',
    kinds: ['pool'],
    calls: ['pool.disable_external_auth'],
    single: true,
    isOffered: (inventory) => directoryOf(inventory) !== null,
    reason: (inventory) => (directoryOf(inventory) === null ? texts.reasons.noDirectory : null),
    confirm: () => ({ consequence: texts.consequences.leave, losses: [] }),
    script: (inventory, target) => ({
      api: [apiLine('pool.disable_external_auth', target.ref, {})],
      xe: [xeLine('pool-disable-external-auth', { uuid: row(inventory, 'pool', target.ref)?.uuid ?? target.ref })],
    }),
    run: async (job, target) => {
      await job.call('pool.disable_external_auth', target.ref, {});
    },
  },
];
