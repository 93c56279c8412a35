import { describe, expect, it } from 'vitest';

import { transferErrorCodes } from '../client/transfer/transfer-error';
import { clientErrorCodes } from '../client/xapi-error';
import { errorTable } from '../datamodel/errors.gen';
import { errorTexts, explainError, parametersOf } from './catalogue';
import { loadErrorCatalogue } from './load';
import type { Teller } from './load';

const codes = Object.keys(errorTable);
const everyCode = [...codes, ...Object.values(clientErrorCodes), ...Object.values(transferErrorCodes)];
const names: Readonly<Record<string, string>> = {
  'OpaqueRef:vm': 'web-01',
  'OpaqueRef:host': 'york',
  'OpaqueRef:sr': 'NFS',
};
const teller: Teller = {
  resolveName: (ref) => names[ref],
  tellTime: (text) => text.replace(/^(\d{4})(\d{2})(\d{2})T(.*)Z$/, '$1-$2-$3 $4 UTC'),
};

function sentenceOf(code: string, ...params: string[]): string {
  return explainError({ code, params }, teller).sentence;
}

describe('the error catalogue', () => {
  it('has a text for every code that a server can raise, and for no other', () => {
    expect(Object.keys(errorTexts).sort()).toEqual([...everyCode].sort());
  });

  it('says for each code what happened, why, and what helps, and nothing twice', () => {
    const sentences = everyCode.map((code) => errorTexts[code]?.[0]);
    expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([]);
    for (const code of everyCode) {
      const text = errorTexts[code] ?? [];
      expect(text, code).toHaveLength(3);
      for (const part of text) expect(part, code).toMatch(/^[A-Z{][^\n]*\.$/);
    }
  });

  it('reads well with all parameters, with names, with unknown references and with none', () => {
    const unknownRef = 'OpaqueRef:3e0a9d52-1c55-4a8b-9d0e-0123456789ab';
    for (const code of everyCode) {
      const count = Math.max(errorTable[code]?.length ?? 0, 4);
      for (const value of [undefined, '', 'some text', '1048576', 'OpaqueRef:vm', unknownRef, '20260102T03:04:05Z']) {
        const params = value === undefined ? [] : Array.from({ length: count }, () => value);
        const { sentence, cause, remedy } = explainError({ code, params }, teller);
        for (const part of [sentence, cause, remedy]) {
          expect(part, code).not.toMatch(/undefined|NaN|OpaqueRef|\d{8}T|[{}[\]]| {2}| [.,;:]|\( *\)|the the /);
          expect(part, code).toMatch(/^\P{Ll}.*[.…]$/u);
        }
      }
    }
  });

  it('tells dates as times are shown', () => {
    expect(sentenceOf('SERVER_CERTIFICATE_NOT_VALID_YET', '20260101T00:00:00Z', '20260102T03:04:05Z')).toBe(
      'The server certificate is not valid yet; it begins on 2026-01-02 03:04:05 UTC.',
    );
    expect(sentenceOf('INTERNAL_ERROR', 'The token of 20260102T03:04:05Z is too old.')).toContain(
      'of 2026-01-02 03:04:05 UTC is',
    );
  });

  it('uses only parameters that the code has, or that xapi adds to it', () => {
    for (const code of everyCode) {
      const count = parametersOf(code).length;
      const used = [...(errorTexts[code] ?? []).join(' ').matchAll(/\{(\d+)/g)].map((match) => Number(match[1]));
      expect(
        used.filter((index) => index >= count),
        code,
      ).toEqual([]);
    }
  });

  it('names the objects and says states, sizes and times as people do', () => {
    expect(sentenceOf('VM_BAD_POWER_STATE', 'OpaqueRef:vm', 'paused, running', 'halted')).toBe(
      '“web-01” must be paused or running for this, but it is halted.',
    );
    expect(sentenceOf('VM_BAD_POWER_STATE', 'OpaqueRef:gone', 'halted', 'running')).toBe(
      'The VM must be halted for this, but it is running.',
    );
    expect(sentenceOf('HOST_NOT_ENOUGH_FREE_MEMORY', '4294967296', '1610612736')).toBe(
      'The server does not have enough free memory: 4 GiB needed, 1.5 GiB free.',
    );
    expect(sentenceOf('HOST_NOT_ENOUGH_FREE_MEMORY')).toBe('The server does not have enough free memory.');
    expect(sentenceOf('VM_SHUTDOWN_TIMEOUT', 'OpaqueRef:vm', '1200')).toBe(
      '“web-01” did not shut down in time (1200 seconds).',
    );
    expect(sentenceOf('INTERNAL_ERROR', 'Db lookup failed.')).toBe(
      'The server ran into an unexpected problem: Db lookup failed.',
    );
    expect(sentenceOf('HANDLE_INVALID', 'VM', 'OpaqueRef:gone')).toBe('This VM no longer exists.');
    expect(sentenceOf('VM_REQUIRES_SR', 'OpaqueRef:vm', 'OpaqueRef:sr')).toBe(
      '“web-01” needs storage that the server cannot reach: “NFS”.',
    );
  });

  it('keeps what the pool said for copying', () => {
    const { details } = explainError(
      { code: 'VM_BAD_POWER_STATE', params: ['OpaqueRef:vm', 'halted', 'running'] },
      teller,
    );
    expect(details).toBe('VM_BAD_POWER_STATE\nvm: OpaqueRef:vm (web-01)\nexpected: halted\nactual: running');
  });

  it('shows an unknown code with its parameters', () => {
    const unknown = explainError({ code: 'FLUX_LOW', params: ['OpaqueRef:vm', '3'] }, teller);
    expect(unknown.sentence).toBe('The pool refused with the code FLUX_LOW: “web-01”, “3”.');
    expect(unknown.cause).toMatch(/does not know this code/);
    expect(unknown.details).toBe('FLUX_LOW\n1: OpaqueRef:vm (web-01)\n2: 3');
    expect(sentenceOf('constructor')).toBe('The pool refused with the code constructor.');
    expect(sentenceOf('FLUX_LOW', '', 'OpaqueRef:gone', ' ', 'far too low')).toBe(
      'The pool refused with the code FLUX_LOW: the object, “far too low”.',
    );
  });

  it('understands the numbered failures of storage drivers', () => {
    const failure = explainError({ code: 'SR_BACKEND_FAILURE_72', params: ['', 'The LUN is gone', ''] }, teller);
    expect(failure).toMatchObject({
      code: 'SR_BACKEND_FAILURE_72',
      sentence: 'The storage reported a problem: The LUN is gone.',
    });
    expect(failure.cause).toContain('code 72');
  });

  it('takes hostile parameters for plain text', () => {
    const nasty = sentenceOf('INTERNAL_ERROR', `[{0}]\u202E\n<b>x</b>${'y'.repeat(1000)}`);
    expect(nasty).toContain('[{0}] <b>x</b>yyy');
    expect(nasty.length).toBeLessThan(400);
  });

  it('comes in a chunk of its own', async () => {
    const catalogue = await loadErrorCatalogue();
    expect(catalogue.explainError({ code: 'HOST_NOT_LIVE', params: [] }, teller).sentence).toBe(
      'The server is not running.',
    );
  });
});
