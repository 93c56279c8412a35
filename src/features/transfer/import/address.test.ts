import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHash } from 'node:crypto';
import { evaluate } from '../../commands';
import type { Field, Input } from '../../commands';
import { CommandBench } from '../../fixtures/command-bench';
import { MOST_WHOLE_BYTES } from '../formats/remote';
import { OVF, streamVmdk, tar } from '../testing/images';
import { importCommand } from './command';

const SITE = 'https://files.example/shop/';
const bench = new CommandBench([importCommand]);
afterEach(() => void vi.unstubAllGlobals());

interface Site {
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Gives whole files only. */
  readonly isPlain?: boolean;
  /** Does not let other pages read it. */
  readonly isClosed?: boolean;
  /** How long it says that they are. */
  readonly says?: number;
  readonly status?: number;
}

/** A web server, as a browser shows it to a page: which ranges were asked of it. */
function stubSite({ files, isPlain = false, isClosed = false, says, status }: Site): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (address: string, { headers = {}, mode }: RequestInit = {}) => {
    const { range } = headers as { readonly range?: string };
    asked.push(`${address.replace(SITE, '')} ${range ?? ''}`.trim());
    if (!address.startsWith(SITE)) return Promise.reject(new TypeError('Failed to fetch'));
    if (isClosed) return mode === 'no-cors' ? Promise.resolve(new Response()) : Promise.reject(new TypeError('CORS'));
    const file = files[decodeURIComponent(address.replace(SITE, ''))];
    if (status !== undefined || !file) return Promise.resolve(new Response('', { status: status ?? 404 }));
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
    const bytes = isPlain ? file : file.slice(Number(from), to === '' ? undefined : Number(to) + 1);
    const length = String(says ?? bytes.length);
    return Promise.resolve(new Response(bytes, { status: isPlain ? 200 : 206, headers: { 'content-length': length } }));
  });
  return asked;
}

const fill = (address: string, draft: Input = {}) =>
  evaluate(importCommand.steps ?? [], {
    inventory: bench.inventory(),
    target: bench.pool(),
    nowMs: 0,
    draft: { from: 'address', address, ...draft },
  });

function lookField(address: string, draft: Input): Extract<Field, { kind: 'search' }> {
  const field = fill(address, draft).steps[0]?.fields.find(({ id }) => id === 'found');
  if (field?.kind !== 'search') throw new Error('The pool reads it.');
  return field;
}

/** Looks into an address; answers what a person has answered by then, or the sentence that it ends with. */
async function look(address: string, draft: Input = {}): Promise<Input | string> {
  const field = lookField(address, draft);
  try {
    const [choice] = await field.search((method, ...args) => bench.connection.call(method, ...args));
    return { ...draft, found: `${field.question}\n${choice?.key}` };
  } catch (thrown) {
    return (await field.explain?.(thrown)) ?? '';
  }
}

const readers = (address: string): unknown => fill(address).input['reader'];

describe('what is at an address', () => {
  it('is read by the pool where it is an export, and by this page where it is anything else', () => {
    expect(readers(`${SITE}web.xva`)).toBe('pool');
    expect(readers('https://10.0.0.1/export?ref=x')).toBe('pool');
    expect(readers(`${SITE}Shop.OVA`)).toBe('page');
    expect(readers(`${SITE}disk.qcow2?key=1`)).toBe('page');
  });

  it('becomes a VM: an OVF with its disk beside it, read in parts', async () => {
    const disk = await streamVmdk([7, null, 9]);
    const ovf = new TextEncoder().encode(OVF);
    const hash = createHash('sha256').update(disk).digest('hex');
    const mf = new TextEncoder().encode(`SHA256(shop-disk1.vmdk)= ${hash}\n`);
    const asked = stubSite({ files: { 'shop.ovf': ovf, 'shop-disk1.vmdk': disk, 'shop.mf': mf } });
    const address = `${SITE}shop.ovf`;
    const answers = await look(address);
    if (typeof answers === 'string') throw new Error(answers);
    const { steps, input } = fill(address, { ...answers, licence: 'accepted' });
    expect(steps[0]?.notes.map(({ text }) => text)).toEqual(['A package of 1 VM.']);
    expect(input['verify']).toBe(false);
    expect(steps.flatMap(({ problems }) => [...problems.values()])).toEqual([]);
    expect(importCommand.title('Cambridge', input)).toBe(`Import ${address}`);
    const item = await bench.work('pool.import', bench.pool(), { ...input, verify: true, 'machine 0': 'shop-at-url' });
    expect(item).toMatchObject({ state: 'done', error: null });
    const [vm = ''] = await bench.simulator.call('VM.get_by_name_label', 'shop-at-url');
    expect(vm).not.toBe('');
    expect(asked.find((line) => line.startsWith('shop-disk1.vmdk'))).toBe('shop-disk1.vmdk bytes=0-');
    expect(new Set(asked.map((line) => line.split(' ')[1]))).toEqual(new Set(['bytes=0-', 'bytes=0-4194303']));
  });

  it('is held where its server gives no parts, and refused where that is too much', async () => {
    const ova = tar([
      ['shop.ovf', new TextEncoder().encode(OVF)],
      ['shop-disk1.vmdk', await streamVmdk([1])],
    ]);
    stubSite({ files: { 'shop.ova': ova }, isPlain: true });
    expect(await look(`${SITE}shop.ova`)).toHaveProperty('found');
    stubSite({ files: { 'shop.ova': ova }, isPlain: true, says: MOST_WHOLE_BYTES + 1 });
    expect(await look(`${SITE}shop.ova`)).toMatch(/gives whole files only, and this page holds 1 GiB at most/);
  });

  it('is left where a part of it never ends, long before the browser is full', async () => {
    const ova = tar([['shop.ovf', new TextEncoder().encode(OVF)]]);
    stubSite({ files: { 'shop.ova': ova } });
    const site = fetch;
    let sent = 0;
    vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
      if (!JSON.stringify(init.headers).includes('bytes=0-4194303')) return site(address, init);
      const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull(controller) {
          sent += 2 ** 20;
          controller.enqueue(new Uint8Array(2 ** 20));
        },
      });
      return Promise.resolve(new Response(endless, { status: 206 }));
    });
    expect(await look(`${SITE}shop.ova`)).toBe(
      `The server of ${SITE}shop.ova sends more than the part that it was asked for. ` +
        'Download the file, and import it from this computer.',
    );
    expect(sent).toBeLessThanOrEqual(8 * 2 ** 20);
  });

  it('that cannot be read is told in words that help', async () => {
    const files = { 'a.ova': new Uint8Array(1024), 'notes.img': new Uint8Array(0) };
    stubSite({ files, isClosed: true });
    expect(await look(`${SITE}a.ova`)).toMatch(/^Its server lets no other page read it\. Download the file/);
    stubSite({ files });
    expect(await look('https://elsewhere.example/a.ova')).toMatch(/^Nothing answers there/);
    expect(await look(`${SITE}b.ova`)).toBe(`There is no file at ${SITE}b.ova`);
    expect(await look(`${SITE}notes.img`)).toContain('no disk image');
    stubSite({ files, status: 403 });
    expect(await look(`${SITE}a.ova`)).toMatch(/wants to know who asks/);
    stubSite({ files: { 'shop.ovf': new TextEncoder().encode(OVF) } });
    expect(await look(`${SITE}shop.ovf`)).toMatch(/^shop-disk1\.vmdk is missing/);
    vi.stubGlobal('location', { protocol: 'https:', origin: 'https://xenia.example' });
    expect(await look('http://files.example/a.ova')).toMatch(/read nothing by http/);
  });

  it('that is an export after all is left to the pool', async () => {
    const bytes = new Uint8Array(1024);
    bytes.set(tar([['ova.xml', '<value/>']]).slice(0, 1024));
    stubSite({ files: { 'a.ova': bytes } });
    expect(await look(`${SITE}a.ova`)).toMatch(/the pool reads it from there by itself/);
  });

  it('is looked at again after the page was loaded anew', () => {
    const { steps } = fill(`${SITE}a.ova`, { found: `${SITE}a.ova of-another-visit\na.ova` });
    expect(steps[0]?.problems.get('found')).toBeDefined();
    expect(fill('https://ann:secret@files.example/a.ova').steps[0]?.problems.get('address')).toContain('Browsers read');
  });
});
