import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { makePool } from '../../features/fixtures/pools';
import { mountFeature } from '../../features/fixtures/mount-feature';
import { accessibilityProblems } from '../../ui/testing/axe';
import { XapiError } from '../../xapi/client/xapi-error';
import { WorkDialog } from './work-dialog';

function setUp(selected: readonly string[]) {
  const closed: number[] = [];
  const selection = selected.map((ref) => ({ connection: 'test', class: 'VM' as const, ref }));
  const feature = mountFeature(<WorkDialog onClose={() => closed.push(1)} />, makePool({ hosts: 2, vms: 4 }), {
    selection,
  });
  feature.connection.load();
  return { ...feature, closed };
}

const field = (name: string) => page.getByRole('combobox', { name });
const tellThem = () => page.getByRole('button', { name: 'Tell them' }).click();

describe('telling guests what to do', () => {
  it('writes the workload of the selected VMs, as it says it will', async () => {
    const { connection, closed } = setUp(['vm1', 'vm2']);
    await expect.element(field('Guests')).toHaveDisplayValue('The 2 selected VMs');
    await field('Workload').selectOptions('Storage test');
    await field('Size of a request').selectOptions('4 KiB');
    await page.getByRole('spinbutton', { name: 'Requests in flight' }).fill('8');
    await expect.element(page.getByText('other_config:workload=storage-test block=4k depth=8')).toBeVisible();
    await tellThem();
    await expect.poll(() => closed.length).toBe(1);
    expect(connection.called.filter((call) => call.startsWith('VM.')).toSorted()).toEqual([
      'VM.add_to_other_config(vm1, workload, storage-test block=4k depth=8)',
      'VM.add_to_other_config(vm2, workload, storage-test block=4k depth=8)',
      'VM.remove_from_other_config(vm1, workload)',
      'VM.remove_from_other_config(vm2, workload)',
    ]);
  });

  it('takes away what VMs were told', async () => {
    const { connection, closed } = setUp(['vm3']);
    await field('Workload').selectOptions('As usual');
    await tellThem();
    await expect.poll(() => closed.length).toBe(1);
    expect(connection.called.filter((call) => call.startsWith('VM.'))).toEqual([
      'VM.remove_from_other_config(vm3, workload)',
    ]);
  });

  it('stays open and says why when the pool refuses', async () => {
    const { connection, closed } = setUp([]);
    connection.answers.set('VM.add_to_other_config', () => {
      throw new XapiError('RBAC_PERMISSION_DENIED', ['VM.add_to_other_config', 'No permission in user session']);
    });
    await tellThem();
    await expect.element(page.getByText('The pool refused')).toBeVisible();
    expect(closed).toEqual([]);
  });

  it('has no accessibility problems', async () => {
    setUp(['vm1']);
    await expect.element(field('Guests')).toHaveDisplayValue('vm 2 (selected)');
    expect(await accessibilityProblems(page.getByRole('dialog').element())).toEqual([]);
  });
});
