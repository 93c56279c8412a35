import type { Connection } from '../../xapi/client/contract';
import type { XapiError } from '../../xapi/client/xapi-error';

/** What went wrong, in one sentence for people. */
export async function errorSentence(error: XapiError, _connection: Connection): Promise<string> {
  return error.message;
}
