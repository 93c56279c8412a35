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

export function bodyText(request: HttpRequest): string {
  return typeof request.body === 'string' ? request.body : new TextDecoder('utf-8').decode(request.body);
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
