import { describe, expect, it } from 'vitest';
import { clientErrorCodes } from '../../xapi/client/xapi-error';
import { wordsFor, wordsForSilence } from './connect-words';
import { diagnose } from './diagnose';

const from = (origin: string, page: string, ...answering: readonly string[]) =>
  diagnose(origin, page, (url) => Promise.resolve(answering.includes(new URL(url).origin)));

describe('a server that did not answer', () => {
  it('may be there under a certificate that the browser does not trust', async () => {
    expect(await from('https://10.0.0.7', 'http://localhost:5173', 'http://10.0.0.7')).toBe('untrusted');
    const { cause, remedy, open } = wordsForSilence('untrusted', 'https://10.0.0.7');
    expect(cause).toMatch(/certificate/);
    expect(remedy).toContain('Open https://10.0.0.7 in another tab.');
    expect(open).toBe('https://10.0.0.7');
  });

  it('may be either, where the browser does not let a page find out', async () => {
    expect(await from('https://10.0.0.7', 'https://xenia.example', 'http://10.0.0.7')).toBe('unclear');
    expect(await from('https://10.0.0.7', 'http://localhost:5173')).toBe('unclear');
    expect(wordsForSilence('unclear', 'https://10.0.0.7').remedy).toHaveLength(5);
  });

  it('may be something else, not there, or not to be asked by this page', async () => {
    expect(await from('https://10.0.0.7', 'https://xenia.example', 'https://10.0.0.7')).toBe('other service');
    expect(await from('http://10.0.0.7:4190', 'http://localhost:5173')).toBe('unreachable');
    expect(await from('http://10.0.0.7', 'https://xenia.example', 'http://10.0.0.7')).toBe('blocked');
    expect(await from('http://127.0.0.1:4190', 'https://xenia.example')).toBe('unreachable');
    expect(await from('https://10.0.0.7', 'https://10.0.0.7')).toBe('unreachable');
  });
});

describe('a refused login', () => {
  it('says what happened and what helps', () => {
    const cause = (code: string, ...params: readonly string[]) => wordsFor({ code, params })?.cause;
    expect(cause('SESSION_AUTHENTICATION_FAILED', 'root', '')).toBe('User name or password is wrong.');
    expect(cause('SESSION_AUTHORIZATION_FAILED')).toBe('This account may not log in to this pool.');
    const noSubject = 'Subject carol (identifier S-1-5-21-1, from HTTP) has no access rights in this pool';
    expect(cause('SESSION_AUTHORIZATION_FAILED', 'carol', noSubject)).toBe('This account may not log in to this pool.');
    const suspended = 'User dave (subject_id S-1-5-21-2, from HTTP) suspended in external directory';
    expect(cause('SESSION_AUTHORIZATION_FAILED', 'dave', suspended)).toBe(
      'The directory does not let this account in.',
    );
    expect(cause('RBAC_PERMISSION_DENIED', 'session.login_with_password', 'Subject bob has no roles')).toBe(
      'This account has no role in this pool.',
    );
    expect(cause('HOST_IS_SLAVE', '10.0.0.9')).toContain('10.0.0.9');
    expect(cause('MESSAGE_METHOD_UNKNOWN', 'event.from')).toMatch(/too old/);
    expect(cause(clientErrorCodes.notXenApi, 'HTTP 404 Not Found')).toMatch(/too old/);
    expect(cause(clientErrorCodes.notXenApi, '<html>')).toBe('What answers there is not a XenAPI server.');
    expect(cause('INTERNAL_ERROR')).toBe('The pool refused the login: INTERNAL_ERROR');
    expect(cause(clientErrorCodes.lost, 'HTTP 502')).toBe('The pool does not answer.');
    expect(wordsFor({ code: clientErrorCodes.lost, params: ['Failed to fetch'] })).toBe(null);
  });
});
