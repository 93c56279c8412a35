import { describe, expect, it } from 'vitest';
import { inTurn } from './in-turn';

describe('work on the same thing', () => {
  it('waits for what was begun before, even when that fails, and tells its own failure alone', async () => {
    const steps: string[] = [];
    let fail: (error: Error) => void = () => undefined;
    const first = inTurn('one', async () => {
      steps.push('first begins');
      await new Promise<void>((_resolve, reject) => (fail = reject));
    });
    const second = inTurn('one', () => {
      steps.push('second');
      return Promise.resolve();
    });
    await inTurn('other', () => {
      steps.push('other');
      return Promise.resolve();
    });
    expect(steps).toEqual(['first begins', 'other']);
    fail(new Error('refused'));
    await expect(first).rejects.toThrow('refused');
    await second;
    expect(steps).toEqual(['first begins', 'other', 'second']);
  });
});
