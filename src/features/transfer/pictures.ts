import type { Job } from '../commands';
import { mayCall, row } from '../objects';
import type { Call } from '../objects';
import { upload } from './move';
import { readSmallFile } from './small-file';
import { texts } from './texts';

/** The name under which XenCenter keeps what the screen showed with a snapshot. */
export const PICTURE = 'XenCenter.VNCSnapshot';

/** A screen as PNG or JPEG; what is larger is no picture of one. */
export const LARGEST_PICTURE_BYTES = 4 * 2 ** 20;

/** A screen that does not answer holds up no snapshot for longer. */
export const PATIENCE_MS = 10_000;

const CALLS: readonly Call[] = ['http/get_vncsnapshot', 'http/put_blob', 'VM.create_new_blob'];

/** What kind of picture it is by its first bytes; null: none that is shown. */
export async function pictureType(picture: Blob): Promise<'image/png' | 'image/jpeg' | null> {
  const [a, b] = new Uint8Array(await picture.slice(0, 2).arrayBuffer());
  if (a === 0x89 && b === 0x50) return 'image/png';
  return a === 0xff && b === 0xd8 ? 'image/jpeg' : null;
}

/** Breaks off the way of a file that takes too long. */
async function withPatience<T>(job: Job, work: (patient: Job) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const signal = AbortSignal.any([job.files.signal, stop.signal]);
    return await work({ ...job, files: { ...job.files, signal } });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads what the screen of a running VM shows, and answers how it is put beside a snapshot. A snapshot is worth having
 * without it: whatever fails is passed over.
 */
export async function takePicture(job: Job, vm: string): Promise<(snapshot: string) => Promise<void>> {
  const nothing = (): Promise<void> => Promise.resolve();
  const isRunning = row(job.inventory, 'VM', vm)?.power_state === 'Running';
  if (!isRunning || !CALLS.every((call) => mayCall(job.inventory, call))) return nothing;
  const way = { openTransfer: () => job.files.open() };
  const picture = await withPatience(job, ({ files }) =>
    readSmallFile(way, `/vncsnapshot?ref=${vm}`, LARGEST_PICTURE_BYTES, files.signal),
  ).catch(() => null);
  const type = picture && (await pictureType(picture));
  if (picture === null || type === null) return nothing;
  return async (snapshot) => {
    try {
      const blob = await job.call('VM.create_new_blob', snapshot, PICTURE, type, false);
      const request = { method: 'PUT', path: '/blob', query: { ref: blob }, label: texts.pictureLabel } as const;
      await withPatience(job, (patient) => upload(patient, request, picture));
    } catch {
      // It goes with the snapshot, as an empty one.
    }
  };
}
