import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectTo, openSimulatedPool } from '../fixtures/simulated-pool';
import type { Connection } from '../../xapi/client/contract';
import type { Simulator } from '../../simulator/simulator';
import { latencyText, rateText } from './io-columns';
import { diskOfVm, readIo, repositoryOf, totalIo } from './use-io-now';

let simulator: Simulator;
let connection: Connection;

beforeEach(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});

afterEach(() => connection.close());

describe('what goes through storage now', () => {
  it('is asked of the VM for its disk, and of the server for a repository', async () => {
    const [vm = ''] = await simulator.call('VM.get_by_name_label', 'git-1');
    const { resident_on: host } = await simulator.call('VM.get_record', vm);
    const disk = await readIo(connection, diskOfVm(vm, 'xvda'));
    expect(disk.writeBytesPerS).toBeGreaterThan(0);
    const [sr = ''] = await simulator.call('SR.get_by_name_label', 'Fast NFS');
    const { uuid } = await simulator.call('SR.get_record', sr);
    const all = await readIo(connection, repositoryOf('x', host, uuid));
    expect(all.writeBytesPerS).toBeGreaterThan(0);
    expect(all.latencyUs).toBeGreaterThan(0);
  });

  it('is nothing where nobody measures', async () => {
    const [vm = ''] = await simulator.call('VM.get_by_name_label', 'git-1');
    const none = await readIo(connection, diskOfVm(vm, 'xvdz'));
    expect(none).toEqual({ readBytesPerS: undefined, writeBytesPerS: undefined, latencyUs: undefined });
    expect([rateText(none.readBytesPerS), latencyText(none.latencyUs)]).toEqual(['', '']);
  });

  it('adds up over servers, with the latency of the slowest', () => {
    const one = { readBytesPerS: 1024, writeBytesPerS: undefined, latencyUs: 250 };
    const two = { readBytesPerS: 1024, writeBytesPerS: 2048, latencyUs: 1500 };
    const { readBytesPerS, writeBytesPerS, latencyUs } = totalIo([one, two]);
    expect([rateText(readBytesPerS), rateText(writeBytesPerS), latencyText(latencyUs)]).toEqual([
      '2 KiB/s',
      '2 KiB/s',
      '1.5 ms',
    ]);
  });
});
