import { describe, expect, it } from 'vitest';
import type { Enums } from '../../xapi/datamodel/types.gen';
import { makeRecord } from '../fixtures/records';
import { vmReason } from './vm-reasons';

const STATES: readonly Enums['vm_power_state'][] = ['Halted', 'Paused', 'Running', 'Suspended'];
const OPERATIONS = [
  'start',
  'start_on',
  'resume',
  'resume_on',
  'suspend',
  'clean_shutdown',
  'clean_reboot',
  'hard_shutdown',
  'hard_reboot',
  'pause',
  'unpause',
  'pool_migrate',
  'clone',
  'copy',
  'snapshot',
  'checkpoint',
  'destroy',
  'revert',
  'provision',
] as const;

describe('why a VM cannot do something', () => {
  it('is silent about whatever the pool allows', () => {
    for (const power_state of STATES) {
      for (const operation of OPERATIONS) {
        expect(vmReason(makeRecord('VM', { power_state, allowed_operations: [operation] }), operation)).toBeNull();
      }
    }
  });

  it('is a sentence for whatever the pool does not allow', () => {
    for (const power_state of STATES) {
      for (const operation of OPERATIONS) {
        const reason = vmReason(makeRecord('VM', { power_state, allowed_operations: ['metadata_export'] }), operation);
        expect(reason, `${operation} while ${power_state}`).toMatch(/^[A-Z].*\.$/);
      }
    }
  });

  it('names the state first', () => {
    expect(vmReason(makeRecord('VM', { power_state: 'Running', allowed_operations: ['pause'] }), 'start')).toBe(
      'It is running already.',
    );
    expect(vmReason(makeRecord('VM', { power_state: 'Halted', allowed_operations: ['start'] }), 'checkpoint')).toBe(
      'It has no memory to keep: it is shut down.',
    );
  });

  it('names what is in progress, except to force', () => {
    const vm = makeRecord('VM', { power_state: 'Running', current_operations: { t: 'pool_migrate' } });
    expect(vmReason(vm, 'suspend')).toBe('Wait for it to finish: migrating.');
    expect(vmReason(vm, 'hard_shutdown')).toBeNull();
  });

  it('names the missing guest tools of a running guest', () => {
    const vm = makeRecord('VM', { power_state: 'Running', allowed_operations: ['hard_shutdown'] });
    expect(vmReason(vm, 'clean_shutdown')).toBe('The guest tools that shut it down cleanly are missing.');
    expect(vmReason({ ...vm, VGPUs: ['v'] }, 'pool_migrate')).toBe('It uses a GPU of its server.');
  });

  it('names a block with the words of who set it', () => {
    const vm = makeRecord('VM', {
      power_state: 'Halted',
      blocked_operations: { start: 'not before the audit' },
      allowed_operations: ['clone'],
    });
    expect(vmReason(vm, 'start')).toBe('An administrator has blocked this: not before the audit');
  });

  it('goes by the state while a pool has not worked out what it allows', () => {
    expect(vmReason(makeRecord('VM', { power_state: 'Halted' }), 'start')).toBeNull();
    expect(vmReason(makeRecord('VM', { power_state: 'Halted' }), 'suspend')).toBe('It is not running.');
    expect(vmReason(undefined, 'start')).toBe('It is gone.');
  });
});
