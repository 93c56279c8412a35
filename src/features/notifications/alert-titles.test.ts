import { describe, expect, it } from 'vitest';
import { alertPriorities } from '../../xapi/datamodel/errors.gen';
import { alertSentence } from './alert-sentences';
import { alertTitle } from './alert-titles';

describe('titles of alerts', () => {
  it('say in words what every alert of the datamodel is about', () => {
    for (const name of Object.keys(alertPriorities)) {
      expect(alertTitle(name)).toMatch(/^[A-Z]/);
      expect(alertTitle(name)).not.toMatch(/_|\bhost\b|\bmaster\b/i);
    }
  });

  it('come with a sentence that says what it means, for all 110 of them', () => {
    const names = Object.keys(alertPriorities);
    expect(names).toHaveLength(110);
    for (const name of names) expect(`${name}: ${alertSentence(name)}`).toMatch(/: [A-Z].{5,}\.$/);
    expect(alertSentence('HOST_NEEDS_NEW_VDI')).toBeNull();
    expect(alertSentence('constructor')).toBeNull();
  });

  it('tell certificates apart', () => {
    expect(alertTitle('HOST_SERVER_CERTIFICATE_EXPIRED')).toBe('The certificate of a server has expired');
    expect(alertTitle('POOL_CA_CERTIFICATE_EXPIRING_07')).toBe(
      'A certificate authority of the pool expires within 7 days',
    );
  });

  it('spell out names nobody has seen', () => {
    expect(alertTitle('HOST_NEEDS_NEW_VDI')).toBe('Server needs new VDI');
    expect(alertTitle('__proto__')).not.toContain('object');
    expect(alertTitle('<b>')).toBe('<b>');
    for (const name of ['', '__']) expect(alertTitle(name)).toBe('Message without a name');
  });
});
