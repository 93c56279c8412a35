import { BadgeCheck } from 'lucide-react';
import { listInput, planned, runCalls, scriptOfCalls, textInput, xeLine } from '../../commands';
import type { Choice, Field, Input, Job, OtherPool, PlannedCall, PoolCommand } from '../../commands';
import { labelOr, only, poolName, row, rows } from '../../objects';
import type { Inventory } from '../../objects';
import { compareNatural, formatDay, parseTime } from '../../values';
import { haReason, liveReason } from './hosts';
import type { Host } from './hosts';
import { texts } from './texts';

const EDITION = 'edition';
const ADDRESS = 'address';
const PORT = 'port';
const SERVERS = 'servers';
/** What a licence server listens at unless it was told otherwise. */
const USUAL_PORT = '27000';
const DAY_MS = 86_400_000;
/** Editions without an end are written with a day decades away. */
const ENDLESS_MS = 10 * 365 * DAY_MS;

const EDITIONS = Object.keys(texts.editions) as readonly (keyof typeof texts.editions)[];
const editionName = (edition: string): string =>
  (({ ...texts.editions }) as Record<string, string>)[edition] ?? edition;

/** Older releases have editions of other names. */
function editionChoices(hosts: readonly Host[]): readonly Choice[] {
  const others = [...new Set(hosts.map(({ edition }) => edition))].filter(
    (edition) => edition !== '' && !EDITIONS.some((each) => each === edition),
  );
  return [...others, ...EDITIONS].map((key) => ({ key, label: editionName(key), detail: '', reason: null }));
}

/** What all of them have; empty where they differ, so that nothing is changed by mistake. */
function common(values: readonly string[]): string {
  const [first = ''] = values;
  return values.every((each) => each === first) ? first : '';
}

function editionFields(hosts: readonly Host[]): readonly Field[] {
  const { edition, licenceServer, licenceServerHint, licencePort } = texts.fields;
  const serverOf = (key: string): string => common(hosts.map((host) => host.license_server[key] ?? ''));
  return [
    {
      kind: 'choice',
      id: EDITION,
      label: edition,
      initial: common(hosts.map((host) => host.edition)),
      choices: editionChoices(hosts),
      checksServers: false,
    },
    {
      kind: 'text',
      id: ADDRESS,
      label: licenceServer,
      initial: serverOf('address'),
      hint: licenceServerHint,
      optional: true,
    },
    {
      kind: 'text',
      id: PORT,
      label: licencePort,
      initial: serverOf('port') || USUAL_PORT,
      problem: (text) =>
        /^\d{1,5}$/.test(text.trim()) && Number(text) > 0 && Number(text) < 65_536 ? null : texts.problems.port,
    },
  ];
}

/** What licenses a server: where its licence server is, if that is another one, and the edition. */
function licenceCalls(inventory: Inventory, ref: string, input: Input): readonly PlannedCall[] {
  const host = row(inventory, 'host', ref);
  if (!host) return [];
  const edition = textInput(input, EDITION);
  const address = textInput(input, ADDRESS).trim();
  const port = textInput(input, PORT).trim();
  const { address: oldAddress = '', port: oldPort = '' } = host.license_server;
  const apply = planned(
    xeLine('host-apply-edition', { 'host-uuid': host.uuid, edition }),
    'host.apply_edition',
    ref,
    edition,
    false,
  );
  if (address === '' || (address === oldAddress && port === oldPort)) return [apply];
  const line = xeLine('host-param-set', {
    uuid: host.uuid,
    'license-server:address': address,
    'license-server:port': port,
  });
  return [planned(line, 'host.set_license_server', ref, { ...host.license_server, address, port }), apply];
}

/** "Premium, until 2026-03-01". */
function licenceOf(host: Host, nowMs: number): string {
  const endMs = parseTime(host.license_params['expiry'] ?? '');
  const edition = editionName(host.edition) || texts.noEdition;
  if (endMs === null || endMs - nowMs > ENDLESS_MS) return edition;
  const day = formatDay(host.license_params['expiry']) ?? '';
  return endMs < nowMs ? texts.licenceEnded(edition, day) : texts.licenceUntil(edition, day);
}

/** A server of this pool by its reference, one of another pool of the console behind the id of that. */
const keyOf = (pool: string, ref: string): string => (pool === '' ? ref : `${pool}\n${ref}`);

interface PoolPart {
  /** Empty: the pool of the command. */
  readonly id: string;
  readonly name: string;
  readonly inventory: Inventory;
}

function partsOf(inventory: Inventory, others: readonly OtherPool[]): readonly PoolPart[] {
  const own = only(inventory, 'pool')?.[1];
  return [{ id: '', name: own ? poolName(inventory, own) : '', inventory }, ...others];
}

function serverItems(parts: readonly PoolPart[], nowMs: number): readonly Choice[] {
  return parts.flatMap(({ id, name, inventory }) =>
    [...rows(inventory, 'host')]
      .map(([ref, host]): Choice => {
        const licence = licenceOf(host, nowMs);
        return {
          key: keyOf(id, ref),
          label: labelOr(host.name_label),
          detail: parts.length === 1 ? licence : texts.licenceIn(licence, name),
          reason: liveReason(inventory, { ref }) ?? haReason(inventory),
        };
      })
      .toSorted((a, b) => compareNatural(a.label, b.label)),
  );
}

/** The chosen servers of each pool. */
function chosenIn(parts: readonly PoolPart[], input: Input) {
  const keys = listInput(input, SERVERS);
  return parts.map((part) => ({
    ...part,
    hosts: [...rows(part.inventory, 'host').keys()].filter((ref) => keys.includes(keyOf(part.id, ref))),
  }));
}

/** All that can be licensed is; the first refusal is told when the others have been asked. */
async function licenseAll(job: Job, input: Input): Promise<void> {
  const done: string[] = [];
  let refusal: { readonly thrown: unknown } | null = null;
  for (const { id, inventory, hosts } of chosenIn(partsOf(job.inventory, job.others ?? []), input)) {
    for (const ref of hosts) {
      const way = id === '' ? job : job.at(id);
      try {
        await runCalls(way, licenceCalls(inventory, ref, input));
        done.push(labelOr(row(inventory, 'host', ref)?.name_label ?? ''));
      } catch (thrown) {
        refusal ??= { thrown };
      }
    }
  }
  if (done.length > 0) job.keep({ words: texts.licensed(done), object: null });
  if (refusal !== null) throw refusal.thrown;
}

/** What servers are licensed for. */
export const licenceCommands: readonly PoolCommand[] = [
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
    fields: (inventory, targets) => editionFields(targets.flatMap(({ ref }) => row(inventory, 'host', ref) ?? [])),
    script: (inventory, { ref }, input) => scriptOfCalls(licenceCalls(inventory, ref, input)),
    run: (job, { ref }, input) => runCalls(job, licenceCalls(job.inventory, ref, input)),
  },
  {
    type: 'pool',
    id: 'pool.licences',
    label: texts.labels.licences,
    verb: texts.verbs.apply,
    title: texts.titles.licences,
    icon: BadgeCheck,
    group: 'edit',
    kinds: ['pool'],
    single: true,
    calls: ['host.set_license_server', 'host.apply_edition'],
    reason: (inventory) => (only(inventory, 'pool') ? null : texts.reasons.gone),
    fields: (inventory, _targets, nowMs, others = []) => {
      const items = serverItems(partsOf(inventory, others), nowMs);
      const own = [...rows(inventory, 'host').keys()];
      return [
        {
          kind: 'checklist',
          id: SERVERS,
          label: texts.fields.servers,
          items,
          initial: items.filter(({ key, reason }) => reason === null && own.includes(key)).map(({ key }) => key),
          empty: texts.fields.noServers,
          problem: (keys) => (keys.length === 0 ? texts.fields.noServers : null),
        },
        ...editionFields([...rows(inventory, 'host').values()]),
      ];
    },
    script: (inventory, _target, input, others = []) => {
      const calls = chosenIn(partsOf(inventory, others), input).flatMap((part) =>
        part.hosts.flatMap((ref) => licenceCalls(part.inventory, ref, input)),
      );
      return scriptOfCalls(calls);
    },
    run: (job, _target, input) => licenseAll(job, input),
  },
];
