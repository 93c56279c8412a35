import { describe, expect, it } from 'vitest';
import { CommandBench } from '../../fixtures/command-bench';
import { row } from '../../objects';
import { iscsiNameCommand } from './iscsi-name';

const bench = new CommandBench([iscsiNameCommand]);

describe('the iSCSI name of a server', () => {
  it('is set as storage knows it, and is that of no other server', async () => {
    const host = bench.named('host', 'granta-2');
    const other = row(bench.inventory(), 'host', bench.refOf('host', 'granta-1'))?.iscsi_iqn ?? '';
    const [field] = iscsiNameCommand.fields?.(bench.inventory(), [host], 0) ?? [];
    const problem = field?.kind === 'text' ? field.problem : undefined;
    expect(problem?.(other, {})).toContain('Another server');
    for (const text of ['', 'granta', 'iqn.26-1.x', 'iqn.2026-01.', `iqn.2026-01.x:${'y'.repeat(250)}`]) {
      expect(problem?.(text, {}), text).not.toBeNull();
    }
    for (const text of ['eui.02004567A425678D', 'naa.52004567BA64678D', 'iqn.2026-01.lab.example']) {
      expect(problem?.(text, {}), text).toBeNull();
    }
    await bench.run('host.iscsiName', host, { name: ' iqn.2026-01.lab:granta2 ' });
    await bench.until((inventory) => row(inventory, 'host', host.ref)?.iscsi_iqn === 'iqn.2026-01.lab:granta2');
  });
});
