import { FoldHorizontal, KeyRound, LockKeyhole } from 'lucide-react';
import { apiLine, asyncCall, textInput, xeLine } from '../../commands';
import type { Field, PoolCommand, Target } from '../../commands';
import { hostIsLive, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from './texts';

const NEW = 'new';
const REPEAT = 'repeat';

const why = texts.reasons;

const poolUuid = (inventory: Inventory, ref: string): string => row(inventory, 'pool', ref)?.uuid ?? ref;

function compressionCommand(on: boolean): PoolCommand {
  const words = on ? ('compressionOn' as const) : ('compressionOff' as const);
  const isOn = (inventory: Inventory, { ref }: Target): boolean =>
    row(inventory, 'pool', ref)?.migration_compression === true;
  return {
    type: 'pool',
    id: `pool.${words}`,
    label: texts.labels[words],
    verb: texts.verbs.save,
    title: texts.titles[words],
    icon: FoldHorizontal,
    group: 'edit',
    kinds: ['pool'],
    calls: ['pool.set_migration_compression'],
    isOffered: (inventory, target) => isOn(inventory, target) !== on,
    reason: (inventory, target) => {
      if (!row(inventory, 'pool', target.ref)) return why.gone;
      return isOn(inventory, target) === on ? why.set : null;
    },
    script: (inventory, { ref }) => ({
      api: [apiLine('pool.set_migration_compression', ref, on)],
      xe: [xeLine('pool-param-set', { uuid: poolUuid(inventory, ref), 'migration-compression': String(on) })],
    }),
    run: async (job, { ref }) => {
      await job.call('pool.set_migration_compression', ref, on);
    },
  };
}

const passwordField = (
  id: string,
  label: string,
  problem: NonNullable<Extract<Field, { kind: 'text' }>['problem']>,
): Field => ({
  kind: 'text',
  id,
  label,
  initial: '',
  secret: true,
  problem,
});

/** Settings of pools as a whole. */
export const poolCommands: readonly PoolCommand[] = [
  compressionCommand(true),
  compressionCommand(false),
  {
    type: 'pool',
    id: 'pool.rotateSecret',
    label: texts.labels.rotateSecret,
    verb: texts.verbs.rotateSecret,
    title: texts.titles.rotateSecret,
    question: texts.titles.rotateSecret,
    icon: KeyRound,
    group: 'edit',
    kinds: ['pool'],
    reason: (inventory, { ref }) => {
      const pool = row(inventory, 'pool', ref);
      if (!pool) return why.gone;
      if (pool.ha_enabled) return why.ha;
      const isDown = [...rows(inventory, 'host').values()].some((host) => !hostIsLive(inventory, host));
      return isDown ? why.memberDown : null;
    },
    confirm: () => ({ consequence: texts.consequences.rotate, losses: [] }),
    ...asyncCall(
      'pool.rotate_secret',
      () => [],
      () => ['pool-secret-rotate', {}],
    ),
  },
  {
    type: 'pool',
    id: 'pool.password',
    label: texts.labels.password,
    verb: texts.verbs.password,
    title: texts.titles.password,
    question: texts.titles.password,
    icon: LockKeyhole,
    group: 'edit',
    kinds: ['pool'],
    single: true,
    calls: ['session.change_password'],
    reason: (inventory, { ref }) => (row(inventory, 'pool', ref) ? null : why.gone),
    fields: () => [
      passwordField(NEW, texts.fields.newPassword, (text) => (text === '' ? texts.problems.empty : null)),
      passwordField(REPEAT, texts.fields.repeat, (text, input) =>
        text === textInput(input, NEW) ? null : texts.problems.differs,
      ),
    ],
    confirm: () => ({ consequence: texts.consequences.password, losses: [] }),
    script: () => ({
      api: [apiLine('session.change_password', '', '…')],
      xe: [xeLine('user-password-change', { new: '…' })],
    }),
    run: async (job, _target, input) => {
      // Who is root need not know the former one: no toolstack looks at it (xapi_session.ml change_password).
      await job.call('session.change_password', '', textInput(input, NEW));
    },
  },
];
