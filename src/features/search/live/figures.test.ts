import { describe, expect, it } from 'vitest';
import type { Column } from '../../../xapi/rrd/readings';
import { liveFigures } from './figures';

function column(subject: Column['subject'], uuid: string, name: string, ...values: number[]): Column {
  return { subject, uuid, name, values: Float64Array.from(values) };
}

describe('figures of statistics', () => {
  it('are those of the newest row that is known', () => {
    const figures = liveFigures({
      stepS: 5,
      endS: 100,
      rows: 2,
      columns: [
        column('vm', 'v', 'cpu0', 0.1, 0.5),
        column('vm', 'v', 'cpu1', 0.9, NaN),
        column('vm', 'v', 'memory', 2 ** 30, 2 ** 30),
        column('vm', 'v', 'memory_internal_free', 0, 2 ** 18),
        column('vm', 'v', 'vbd_xvda_read', 1, 100),
        column('vm', 'v', 'vbd_xvda_write', 1, 50),
        column('vm', 'v', 'vbd_xvda_io_throughput_read', 1, 9),
        column('vm', 'v', 'vif_0_rx', 1, 10),
        column('vm', 'v', 'vif_0_tx', 1, 5),
        column('host', 'h', 'cpu0', 0.2, 0.4),
        column('host', 'h', 'cpu_avg', 1, 1),
        column('host', 'h', 'memory_total_kib', 100, 100),
        column('host', 'h', 'memory_free_kib', 25, 25),
        column('host', 'h', 'pif_eth0_rx', 1, 7),
        column('host', 'h', 'pif_bond0_rx', 1, 7),
        column('sr', 's', 'size', 1, 1),
        column('vm', 'off', 'cpu0', NaN, NaN),
      ],
    });
    expect(figures.get('v')).toEqual({
      cpu: 70,
      memory: 0.75 * 2 ** 30,
      memoryShare: 75,
      disk: 150,
      network: 15,
    });
    expect(figures.get('h')).toEqual({ cpu: 40, memory: 75 * 1024, memoryShare: 75, network: 7 });
    expect([...figures.keys()]).toEqual(['v', 'h']);
  });
});
