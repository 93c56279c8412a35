import { Library } from 'lucide-react';
import { apiLine, planned, rowsInput, textInput, xeLine } from '../../commands';
import type { Choice, Field, Input, Job, ListRow, PlannedCall, PoolCommand, Script, Target } from '../../commands';
import { row } from '../../objects';
import type { Inventory } from '../../objects';
import { texts } from '../texts';

const words = texts.fields;
const LIST = 'repositories';
const SYNC = 'sync';
const DAY = 'day';
const PROXY = 'proxy';
const USER = 'user';
const PASSWORD = 'password';

/** Cells; `ref` is empty for one that is new. */
const CELL = { ref: 'ref', name: 'name', address: 'address', source: 'source', update: 'update' } as const;

/** Where the vendors' packages are. */
const ADDRESSES = [
  'https://repo.ops.xenserver.com/xs8/normal',
  'https://repo.ops.xenserver.com/xs8/earlyaccess',
  'https://repo.ops.xenserver.com/xs8/base',
] as const;
const SOURCES = ADDRESSES.map((address) => address.replace('//repo.', '//repo-src.'));

const isAddress = (text: string): boolean => {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '';
};

function present(inventory: Inventory, target: Target): readonly ListRow[] {
  return (row(inventory, 'pool', target.ref)?.repositories ?? []).flatMap((ref): ListRow | readonly ListRow[] => {
    const record = row(inventory, 'Repository', ref);
    if (!record) return [];
    return {
      [CELL.ref]: ref,
      [CELL.name]: record.name_label,
      [CELL.address]: record.binary_url,
      [CELL.source]: record.source_url,
      [CELL.update]: String(record.update),
    };
  });
}

function listProblem(rows: readonly ListRow[]): string | null {
  const cells = (cell: string): readonly string[] => rows.map((each) => (each[cell] ?? '').trim());
  if (cells(CELL.name).some((name) => name === '')) return texts.problems.name;
  if (![...cells(CELL.address), ...cells(CELL.source)].every(isAddress)) return texts.problems.address;
  const isTwice = [CELL.name, CELL.address].some((cell) => new Set(cells(cell)).size < rows.length);
  if (isTwice) return texts.problems.twice;
  return rows.filter((each) => each[CELL.update] === 'true').length > 1 ? texts.problems.oneUpdate : null;
}

const listField = (inventory: Inventory, target: Target): Field => ({
  kind: 'list',
  id: LIST,
  label: words.repositories,
  initial: present(inventory, target),
  empty: words.noRepositories,
  addLabel: words.addRepository,
  add: (rows) => ({
    [CELL.ref]: '',
    [CELL.name]: '',
    [CELL.address]: '',
    [CELL.source]: '',
    [CELL.update]: String(rows.every((each) => each[CELL.update] !== 'true')),
  }),
  fields: (each) => [
    { kind: 'text', id: CELL.name, label: words.name, initial: each[CELL.name] ?? '' },
    { kind: 'text', id: CELL.address, label: words.address, initial: each[CELL.address] ?? '', suggestions: ADDRESSES },
    { kind: 'text', id: CELL.source, label: words.source, initial: each[CELL.source] ?? '', suggestions: SOURCES },
    { kind: 'check', id: CELL.update, label: words.isUpdate, initial: each[CELL.update] === 'true' },
  ],
  describe: (each) => ({ title: each[CELL.name] ?? '', detail: each[CELL.address] ?? '' }),
  problem: listProblem,
});

const hasProxy = (input: Input): boolean => textInput(input, PROXY).trim() !== '';

const SYNCS = ['never', 'daily', 'weekly'] as const;

function fieldsOf(inventory: Inventory, target: Target): readonly Field[] {
  const pool = row(inventory, 'pool', target.ref);
  if (!pool) return [];
  const choice = (key: string, label: string): Choice => ({ key, label, detail: '', reason: null });
  return [
    listField(inventory, target),
    {
      kind: 'choice',
      id: SYNC,
      label: words.sync,
      initial: pool.update_sync_enabled ? pool.update_sync_frequency : 'never',
      choices: SYNCS.map((key) => choice(key, words.syncs[key])),
      checksServers: false,
      folds: true,
    },
    {
      kind: 'choice',
      id: DAY,
      label: words.day,
      initial: String(pool.update_sync_day),
      choices: words.days.map((label, day) => choice(String(day), label)),
      checksServers: false,
      folds: true,
      isAsked: (input) => textInput(input, SYNC) === 'weekly',
    },
    {
      kind: 'text',
      id: PROXY,
      label: words.proxy,
      hint: words.proxyHint,
      initial: pool.repository_proxy_url,
      optional: true,
      problem: (text) => (text.trim() === '' || isAddress(text) ? null : texts.problems.proxy),
    },
    {
      kind: 'text',
      id: USER,
      label: words.proxyUser,
      initial: pool.repository_proxy_username,
      optional: true,
      isAsked: hasProxy,
    },
    {
      kind: 'text',
      id: PASSWORD,
      label: words.proxyPassword,
      hint: words.proxyPasswordHint,
      initial: '',
      optional: true,
      secret: true,
      isAsked: hasProxy,
    },
  ];
}

const isSame = (a: ListRow, b: ListRow): boolean =>
  [CELL.name, CELL.address, CELL.source, CELL.update].every(
    (cell) => (a[cell] ?? '').trim() === (b[cell] ?? '').trim(),
  );

/** A repository cannot be changed: one with other words is another one. */
function changesIn(inventory: Inventory, target: Target, input: Input) {
  const before = present(inventory, target);
  const wanted = rowsInput(input, LIST);
  const kept = wanted.filter((each) => before.some((old) => old[CELL.ref] === each[CELL.ref] && isSame(old, each)));
  const fresh = wanted.filter((each) => !kept.includes(each));
  const gone = before.filter((old) => !kept.some((each) => each[CELL.ref] === old[CELL.ref]));
  return { kept: kept.map((each) => each[CELL.ref] ?? ''), fresh, gone: gone.map((each) => each[CELL.ref] ?? '') };
}

const argumentsOf = (each: ListRow) =>
  [
    (each[CELL.name] ?? '').trim(),
    '',
    (each[CELL.address] ?? '').trim(),
    (each[CELL.source] ?? '').trim(),
    each[CELL.update] === 'true',
    '',
  ] as const;

/** How often the pool asks by itself, and through what: only what differs. */
function settingCalls(inventory: Inventory, target: Target, input: Input): readonly PlannedCall[] {
  const pool = row(inventory, 'pool', target.ref);
  if (!pool) return [];
  const { ref } = target;
  const { uuid } = pool;
  const calls: PlannedCall[] = [];
  const sync = SYNCS.find((each) => each === textInput(input, SYNC)) ?? 'never';
  const day = sync === 'weekly' ? Number(textInput(input, DAY)) : 0;
  if (sync !== 'never' && (sync !== pool.update_sync_frequency || day !== pool.update_sync_day)) {
    const xe = xeLine('pool-configure-update-sync', {
      uuid,
      'update-sync-frequency': sync,
      'update-sync-day': String(day),
    });
    calls.push(planned(xe, 'pool.configure_update_sync', ref, sync, day));
  }
  if ((sync !== 'never') !== pool.update_sync_enabled) {
    const xe = xeLine('pool-set-update-sync-enabled', { uuid, value: String(sync !== 'never') });
    calls.push(planned(xe, 'pool.set_update_sync_enabled', ref, sync !== 'never'));
  }
  const [proxy, user, password] = [PROXY, USER, PASSWORD].map((field) => textInput(input, field).trim());
  if (proxy === '' && pool.repository_proxy_url !== '') {
    calls.push(planned(xeLine('pool-disable-repository-proxy', { uuid }), 'pool.disable_repository_proxy', ref));
  } else if (
    proxy &&
    (proxy !== pool.repository_proxy_url || user !== pool.repository_proxy_username || password !== '')
  ) {
    const xe = xeLine('pool-configure-repository-proxy', { uuid, 'proxy-url': proxy });
    calls.push(planned(xe, 'pool.configure_repository_proxy', ref, proxy, user ?? '', password ?? ''));
  }
  return calls;
}

async function save(job: Job, target: Target, input: Input): Promise<void> {
  const { kept, fresh, gone } = changesIn(job.inventory, target, input);
  // Names and addresses are taken until the old ones are forgotten, and those cannot be while they are in use.
  if (gone.length > 0) {
    await job.call('pool.set_repositories', target.ref, kept);
    for (const ref of gone) await job.call('Repository.forget', ref);
  }
  const made: string[] = [];
  for (const each of fresh) made.push(await job.call('Repository.introduce', ...argumentsOf(each)));
  if (made.length > 0) await job.call('pool.set_repositories', target.ref, [...kept, ...made]);
  for (const { run } of settingCalls(job.inventory, target, input)) await run(job);
}

function scriptOf(inventory: Inventory, target: Target, input: Input): Script {
  const { kept, fresh, gone } = changesIn(inventory, target, input);
  const uuid = row(inventory, 'pool', target.ref)?.uuid ?? target.ref;
  const settings = settingCalls(inventory, target, input);
  const isChanged = fresh.length + gone.length > 0;
  const uuidOf = (ref: string): string => row(inventory, 'Repository', ref)?.uuid ?? ref;
  return {
    api: [
      ...(gone.length > 0 ? [apiLine('pool.set_repositories', target.ref, kept)] : []),
      ...gone.map((ref) => apiLine('Repository.forget', ref)),
      ...fresh.map((each) => apiLine('Repository.introduce', ...argumentsOf(each))),
      ...(fresh.length > 0 ? [apiLine('pool.set_repositories', target.ref, [...kept, ...fresh.map(() => '…')])] : []),
      ...settings.map(({ api }) => api),
    ],
    xe: [
      ...gone.map((ref) => xeLine('repository-forget', { uuid: uuidOf(ref) })),
      ...fresh.map((each) => {
        const [name, , address, source, update] = argumentsOf(each);
        const parts = { 'name-label': name, 'binary-url': address, 'source-url': source, update: String(update) };
        return xeLine('repository-introduce', parts);
      }),
      ...(isChanged
        ? [xeLine('pool-param-set', { uuid, repositories: [...kept.map(uuidOf), ...fresh.map(() => '…')].join(',') })]
        : []),
      ...settings.map(({ xe }) => xe),
    ],
  };
}

/** Where a pool takes its updates from, and when it asks for new ones. */
export const sourcesCommand: PoolCommand = {
  type: 'pool',
  id: 'pool.updateSources',
  ...texts.sources,
  icon: Library,
  group: 'edit',
  kinds: ['pool'],
  single: true,
  calls: ['Repository.introduce', 'Repository.forget', 'pool.set_repositories', 'pool.set_update_sync_enabled'],
  reason: (inventory, { ref }) => (row(inventory, 'pool', ref) ? null : texts.reasons.gone),
  fields: (inventory, [target]) => (target ? fieldsOf(inventory, target) : []),
  script: scriptOf,
  run: save,
};
