import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulatorHandle } from '../connections/simulator-handle';
import { resetBar, setBar, useBar } from './bar-store';
import { worldActions } from './world-actions';

const handle = (control: () => Promise<unknown>) => ({ control }) as unknown as SimulatorHandle;

beforeEach(resetBar);

describe('the fingerprint of the state that nobody asked for', () => {
  const refusal = { title: 'lab.xml was not opened', sentence: 'The file is empty.', isFile: true };

  it('leaves the refusal that a person reads, and what the bar says of other work', async () => {
    setBar({ refusal, working: 'Saving' });
    expect(await worldActions(handle(() => Promise.resolve('5f3a'))).hashUnasked()).toBe('5f3a');
    expect(useBar.getState()).toMatchObject({ refusal, working: 'Saving' });
  });

  it('says nothing when it cannot be computed', async () => {
    expect(await worldActions(handle(() => Promise.reject(new Error('gone')))).hashUnasked()).toBeNull();
    expect(useBar.getState().refusal).toBeNull();
  });
});
