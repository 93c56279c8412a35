import { textInput } from '../../commands';
import type { Choice, Input, ListRow, RowField, StepContext, StepNote, WizardStep } from '../../commands';
import { labelOr, nameOf, only, row } from '../../objects';
import type { Inventory } from '../../objects';
import { freeBytes, isThick, sizeProblem, storageChoices, storageName } from '../../storage';
import { formatBytes } from '../../values';
import { diskRows, FIELD, hasCdDrive, homeOf, ownDisks, templateOf } from '../answers';
import { wantedDisks } from '../template-facts';
import { texts } from '../texts';

/** Places for disks that a VM has (xapi: allowed_VBD_devices). */
const MOST_DRIVES = 255;
/** Where a CD drive is looked for by habit. */
export const CD_DEVICE = '3';
const USUAL_SIZE_BYTES = 10 * 2 ** 30;

/** The row of a disk that comes with the template; every other row is to be made. */
export const isOwn = (disk: ListRow): boolean => disk['vdi'] !== undefined;

export const disksStep: WizardStep = {
  id: 'disks',
  title: texts.steps.disks,
  make: (context) => {
    const { inventory, input, ask } = context;
    const storage = storageChoices(inventory, { host: homeOf(input) });
    const template = textInput(input, FIELD.template);
    ask({
      kind: 'list',
      id: FIELD.disks(template),
      label: texts.fields.disks,
      initial: initialRows(context, storage),
      empty: texts.lists.noDisks,
      addLabel: texts.lists.addDisk,
      add: (rows) => (rows.length >= MOST_DRIVES - 1 ? null : newRow(context, rows, storage)),
      fields: (disk) => fieldsOf(inventory, disk, storage),
      describe: (disk) => ({ title: labelOr(disk['name'] ?? ''), detail: detailOf(inventory, disk) }),
      fixed: (disk) => (isOwn(disk) ? texts.lists.fromTemplate(sizeText(disk), storageText(inventory, disk)) : null),
      problem: (rows) => togetherProblem(inventory, rows),
    });
    return { notes: thinNotes(inventory, input) };
  },
};

function initialRows(context: StepContext, storage: readonly Choice[]): readonly ListRow[] {
  const { inventory, input } = context;
  const template = templateOf(inventory, input);
  const own = ownDisks(inventory, template).map(({ vbd, vdi }): ListRow => ({
    vdi: vbd.VDI,
    device: vbd.userdevice,
    name: vdi.name_label,
    size: String(vdi.virtual_size),
    storage: vdi.SR,
  }));
  const copyTo = textInput(input, FIELD.copyTo);
  const placed = copyTo === '' ? own : own.map((disk) => ({ ...disk, storage: copyTo }));
  const name = textInput(input, FIELD.name);
  return [
    ...placed,
    ...wantedDisks(template).map((disk, at): ListRow => ({
      device: disk.device,
      name: texts.lists.disk(name, own.length + at + 1),
      size: String(disk.sizeBytes),
      storage: refOf(inventory, disk.sr, storage) ?? usualStorage(inventory, storage),
      bootable: String(disk.isBootable),
      type: disk.type,
    })),
  ];
}

/** The reference of storage that a template names by uuid, where it can be used. */
function refOf(inventory: Inventory, uuid: string, storage: readonly Choice[]): string | undefined {
  if (uuid === '') return undefined;
  return storage.find(({ key, reason }) => reason === null && row(inventory, 'SR', key)?.uuid === uuid)?.key;
}

function usualStorage(inventory: Inventory, storage: readonly Choice[]): string {
  const standard = only(inventory, 'pool')?.[1].default_SR;
  const usable = storage.filter(({ reason }) => reason === null);
  return (usable.find(({ key }) => key === standard) ?? usable[0])?.key ?? '';
}

/** The first place that is free; the CD drive's own is kept for it. */
function newRow({ inventory, input }: StepContext, rows: readonly ListRow[], storage: readonly Choice[]): ListRow {
  const taken = new Set(rows.map((each) => each['device']));
  if (!hasCdDrive(inventory, templateOf(inventory, input))) taken.add(CD_DEVICE);
  let device = 0;
  while (taken.has(String(device))) device += 1;
  return {
    device: String(device),
    name: texts.lists.disk(textInput(input, FIELD.name), rows.length + 1),
    size: String(USUAL_SIZE_BYTES),
    storage: rows.findLast((each) => !isOwn(each))?.['storage'] ?? usualStorage(inventory, storage),
    bootable: String(rows.length === 0),
    type: rows.length === 0 ? 'system' : 'user',
  };
}

function fieldsOf(inventory: Inventory, disk: ListRow, storage: readonly Choice[]): readonly RowField[] {
  return [
    { kind: 'text', id: 'name', label: texts.fields.diskName, initial: '' },
    {
      kind: 'size',
      id: 'size',
      label: texts.fields.diskSize,
      initialBytes: Number(disk['size'] ?? USUAL_SIZE_BYTES),
      problem: (bytes) => sizeProblem(inventory, bytes, disk['storage'] ?? ''),
    },
    {
      kind: 'choice',
      id: 'storage',
      label: texts.fields.diskStorage,
      initial: '',
      choices: storage,
      checksServers: false,
    },
  ];
}

const sizeText = (disk: ListRow): string => formatBytes(Number(disk['size'] ?? 0));

function storageText(inventory: Inventory, disk: ListRow): string {
  const sr = disk['storage'] ?? '';
  return nameOf(inventory, 'SR', sr) === undefined ? texts.lists.noStorage : storageName(inventory, sr);
}

const detailOf = (inventory: Inventory, disk: ListRow): string =>
  texts.lists.diskDetail(sizeText(disk), storageText(inventory, disk));

/** What new disks need on each storage together. */
function needs(rows: readonly ListRow[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const disk of rows) {
    if (isOwn(disk)) continue;
    const sr = disk['storage'] ?? '';
    sums.set(sr, (sums.get(sr) ?? 0) + Number(disk['size'] ?? 0));
  }
  return sums;
}

function togetherProblem(inventory: Inventory, rows: readonly ListRow[]): string | null {
  for (const [ref, bytes] of needs(rows)) {
    const sr = row(inventory, 'SR', ref);
    if (!sr || !isThick(sr) || bytes <= freeBytes(sr)) continue;
    return texts.problems.together(storageName(inventory, ref), formatBytes(bytes), formatBytes(freeBytes(sr)));
  }
  return null;
}

function thinNotes(inventory: Inventory, input: Input): readonly StepNote[] {
  return [...needs(diskRows(input))].flatMap(([ref, bytes]): readonly StepNote[] => {
    const sr = row(inventory, 'SR', ref);
    if (!sr || isThick(sr) || bytes <= freeBytes(sr)) return [];
    return [{ tone: 'warning', text: texts.notes.overcommitted(storageName(inventory, ref)) }];
  });
}
