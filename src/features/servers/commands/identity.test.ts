import { describe, expect, it } from 'vitest';
import type { Field, Target } from '../../commands';
import { CommandBench } from '../../fixtures/command-bench';
import { row } from '../../objects';
import { identityCommands } from './identity';
import { licenceCommands } from './licence';

const GIB = 2 ** 30;

const bench = new CommandBench([...identityCommands, ...licenceCommands]);
const { inventory, command, run, until } = bench;
const server = (name: string): Target => bench.named('host', name);
const field = (id: string, name: string, about: Target): Field | undefined =>
  command(id)
    .fields?.(inventory(), [about], 0)
    .find((each) => each.id === name);

describe('a server', () => {
  it('is licensed by a licence server, or says what is missing', async () => {
    const about = server('granta-2');
    await bench.simulator.call('host.set_license_server', about.ref, {});
    await until(({ host }) => !('address' in (host.get(about.ref)?.license_server ?? {})));
    await expect(run('host.licence', about, { edition: 'standard', address: '', port: '27000' })).rejects.toMatchObject(
      {
        code: 'MISSING_CONNECTION_DETAILS',
      },
    );
    const input = { edition: 'standard', address: 'licences.example', port: '27000' };
    expect(command('host.licence').script(inventory(), about, input).xe[1]).toContain('edition=standard');
    await run('host.licence', about, input);
    await until(({ host }) => host.get(about.ref)?.edition === 'standard');
    expect(row(inventory(), 'host', about.ref)?.license_server['address']).toBe('licences.example');
    const port = field('host.licence', 'port', about);
    expect(port?.kind === 'text' && port.problem?.('70000', {})).toContain('65535');
  });

  it('gives its control domain other memory at its next start', async () => {
    const about = server('granta-2');
    const memory = field('host.dom0Memory', 'memory', about);
    expect(memory?.kind === 'size' && memory.problem(1, {})).toContain('at least 1 GiB');
    expect(memory?.kind === 'size' && memory.problem(10_000 * GIB, {})).toContain('no more than');
    expect(command('host.dom0Memory').confirm?.(inventory(), [about])?.consequence).toContain('reboots');
    await run('host.dom0Memory', about, { memory: String(12 * GIB) });
    const dom0 = row(inventory(), 'host', about.ref)?.control_domain ?? '';
    await until(({ VM }) => VM.get(dom0)?.memory_static_max === 12 * GIB);
  });

  it('takes a certificate only in its format, shows no key, and makes a new one of its own', async () => {
    const about = server('granta-2');
    const key = field('host.installCertificate', 'key', about);
    expect(key?.kind === 'text' && key.secret).toBe(true);
    expect(key?.kind === 'text' && key.problem?.('nonsense', {})).toBe('This is not in the PEM format.');
    const input = {
      certificate: '-----BEGIN CERTIFICATE-----\nx',
      key: '-----BEGIN PRIVATE KEY-----\nsecret',
      chain: '',
    };
    expect(JSON.stringify(command('host.installCertificate').script(inventory(), about, input))).not.toContain(
      'secret',
    );
    const lineWith = (chain: string): string | undefined =>
      command('host.installCertificate').script(inventory(), about, { ...input, chain }).xe[0];
    expect(lineWith('')).not.toContain('certificate-chain');
    expect(lineWith('-----BEGIN CERTIFICATE-----\ny')).toContain('certificate-chain=chain.pem');
    const item = await bench.work('host.installCertificate', about, input);
    expect(item.state).toBe('failed');
    expect(item.calls.join()).not.toContain('secret');
    await expect(run('host.installCertificate', about, input)).rejects.toMatchObject({
      code: expect.stringContaining('SERVER_CERTIFICATE') as string,
    });
    const printOf = (): string | undefined =>
      (row(inventory(), 'host', about.ref)?.certificates ?? [])
        .map((ref) => row(inventory(), 'Certificate', ref))
        .find((certificate) => certificate?.type === 'host')?.fingerprint_sha256;
    const before = printOf();
    await run('host.resetCertificate', about);
    await until(() => printOf() !== undefined && printOf() !== before);
  });
});
