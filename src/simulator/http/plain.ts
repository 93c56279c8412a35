/** A request and a response as plain data: what all doors speak with the handlers. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, such as `/export?uuid=…`. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** Aborted when the client has gone. */
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

const strict = new TextDecoder('utf-8', { fatal: true });

/** The body as text; what is not UTF-8 reads as U+FFFD. */
export function bodyText({ body }: HttpRequest): { readonly text: string; readonly isUtf8: boolean } {
  if (typeof body === 'string') return { text: body, isUtf8: true };
  try {
    return { text: strict.decode(body), isUtf8: true };
  } catch {
    return { text: new TextDecoder('utf-8').decode(body), isUtf8: false };
  }
}

/** An error page as xapi writes them: short HTML. */
export function errorPage(status: number, title: string, text: string): HttpResponse {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><body><h1>HTTP ${status} ${title}</h1>${safe}</body></html>`,
  };
}
