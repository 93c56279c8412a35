import type { HttpRequest } from './plain';

/** A parameter that may come as a cookie or in the query; the cookie wins (xapi_http.ml). */
export function parameter(request: HttpRequest, query: URLSearchParams, name: string): string | null {
  return cookie(request, name) ?? query.get(name);
}

function cookie(request: HttpRequest, name: string): string | undefined {
  for (const part of (request.headers['cookie'] ?? '').split(/[;,]/)) {
    const [key, value] = part.split('=', 2);
    if (key?.trim() === name && value !== undefined) return decode(value.trim());
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
