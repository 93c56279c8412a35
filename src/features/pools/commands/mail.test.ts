import { describe, expect, it } from 'vitest';
import { initialOf } from '../../commands';
import type { Field, Input } from '../../commands';
import { CommandBench } from '../../fixtures/command-bench';
import { only } from '../../objects';
import { propertiesCommand } from './properties';

const bench = new CommandBench([propertiesCommand]);

const config = () => only(bench.inventory(), 'pool')?.[1].other_config ?? {};
const fields = (): readonly Field[] => propertiesCommand.fields?.(bench.inventory(), [bench.pool()], 0) ?? [];
const initial = (): Input => Object.fromEntries(fields().map((field) => [field.id, initialOf(field)]));
const problem = (id: string, text: string, input: Input = {}) => {
  const field = fields().find((each) => each.id === id);
  return field?.kind === 'text' ? (field.problem?.(text, input) ?? null) : 'no such field';
};

describe('where a pool sends its alerts', () => {
  it('stands under the keys that servers and XenCenter read', async () => {
    const mail = {
      'mail-destination': 'ops@example.com',
      'ssmtp-mailhub': 'smtp.example.com:587',
      'mail-language': 'ja-JP',
    };
    await bench.run('pool.properties', bench.pool(), { ...initial(), ...mail });
    await bench.until(() => config()['mail-language'] === 'ja-JP');
    expect(config()).toMatchObject(mail);
    await bench.run('pool.properties', bench.pool(), {
      ...initial(),
      'mail-destination': '',
      'ssmtp-mailhub': '',
    });
    await bench.until(() => config()['ssmtp-mailhub'] === undefined);
    expect(config()['mail-destination']).toBeUndefined();
  });

  it('is left alone where nothing was changed', () => {
    expect(propertiesCommand.script(bench.inventory(), bench.pool(), initial())).toEqual({ api: [], xe: [] });
  });

  it('takes addresses, and a server with or without a port', () => {
    const given = { 'mail-destination': 'x' };
    for (const text of ['ops@example.com', 'a@b.c, d@e.f']) expect(problem('mail-destination', text)).toBeNull();
    for (const text of ['ops', 'a@b.c d@e.f', '@']) expect(problem('mail-destination', text)).not.toBeNull();
    for (const text of ['smtp.example.com', '10.0.0.1:25', '[fd00::1]:587']) {
      expect(problem('ssmtp-mailhub', text)).toBeNull();
    }
    for (const text of ['smtp example', 'smtp:0', 'smtp:70000', 'smtp:x']) {
      expect(problem('ssmtp-mailhub', text)).not.toBeNull();
    }
    expect(problem('ssmtp-mailhub', '', given)).toContain('both');
    expect(problem('ssmtp-mailhub', '')).toBeNull();
  });
});
