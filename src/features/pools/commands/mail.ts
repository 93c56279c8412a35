import type { Records } from '../../../xapi/datamodel/types.gen';
import { textInput } from '../../commands';
import type { Field, Input } from '../../commands';
import { texts } from './texts';

type Pool = Records['pool'];

const words = texts.fields;

/** Where servers send alerts to (xapi: mail-alarm); the keys are XenCenter's. */
const MAIL = [
  { key: 'mail-destination', label: words.mailTo, hint: words.mailToHint },
  { key: 'ssmtp-mailhub', label: words.mailServer, hint: words.mailServerHint },
] as const;
const LANGUAGE = 'mail-language';
/** Languages that servers write in; without a word they write English. */
const LANGUAGES = ['en-US', 'zh-CN', 'ja-JP'] as const;

const ADDRESS = /^[^\s@,;]+@[^\s@,;]+$/;
const SERVER = /^([a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\])(:(\d{1,5}))?$/;

const mailed = (input: Input): boolean => MAIL.some(({ key }) => textInput(input, key).trim() !== '');

function mailProblem(key: (typeof MAIL)[number]['key'], text: string, input: Input): string | null {
  const value = text.trim();
  if (value === '') return mailed(input) ? words.mailBoth : null;
  if (key === 'mail-destination') {
    return value.split(',').every((each) => ADDRESS.test(each.trim())) ? null : words.mailAddress;
  }
  const port = SERVER.exec(value)?.[3];
  return SERVER.test(value) && (port === undefined || (Number(port) > 0 && Number(port) < 65_536))
    ? null
    : words.mailServerProblem;
}

export function mailFields({ other_config: config }: Pool): readonly Field[] {
  const language = config[LANGUAGE] ?? '';
  const known: readonly string[] = language === '' ? LANGUAGES : [...new Set([...LANGUAGES, language])];
  return [
    ...MAIL.map(({ key, label, hint }): Field => ({
      kind: 'text',
      id: key,
      label,
      hint,
      initial: config[key] ?? '',
      optional: true,
      problem: (text, input) => mailProblem(key, text, input),
    })),
    {
      kind: 'choice',
      id: LANGUAGE,
      label: words.mailLanguage,
      initial: language === '' ? LANGUAGES[0] : language,
      choices: known.map((key) => ({ key, label: words.languages[key] ?? key, detail: '', reason: null })),
      checksServers: false,
      folds: true,
    },
  ];
}

/** What differs from what the pool has: a key and its text; without a text it goes. */
export function mailChanges(
  { other_config: config }: Pool,
  input: Input,
): readonly (readonly [key: string, text: string])[] {
  if (!MAIL.every(({ key }) => typeof input[key] === 'string')) return [];
  const wanted: readonly (readonly [string, string])[] = [
    ...MAIL.map(({ key }) => [key, textInput(input, key).trim()] as const),
    [LANGUAGE, mailed(input) ? textInput(input, LANGUAGE) : (config[LANGUAGE] ?? '')],
  ];
  return wanted.filter(([key, text]) => text !== (config[key] ?? ''));
}
