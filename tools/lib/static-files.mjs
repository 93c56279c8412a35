/** Serves a built console: deep links, compression, caching and the security headers. Node only. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { SECURITY_HEADERS } from './csp.mjs';

/** @type {Record<string, string>} */
const CONTENT_TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
const COMPRESSED = /^(text\/|application\/json|image\/svg)/;

/** @type {Record<string, (data: Buffer) => Promise<Buffer>>} */
const ENCODERS = {
  // Quality 5 costs tens of milliseconds for the whole console and is within 10 % of the slow maximum.
  br: (data) => promisify(brotliCompress)(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (data) => promisify(gzip)(data),
};

/** @typedef {{ body: Buffer, etag: string, encoded: Map<string, Promise<Buffer>>, stamp: string }} Entry */

/**
 * Answers requests with the files below `folder`. Unknown paths answer index.html, so that every deep link can be reloaded;
 * missing files below /assets/ and paths that name another kind of file answer 404.
 * @param {string} folder
 * @param {{ page?: (html: string) => string }} [options] `page` changes index.html before it is handed out
 */
export function createStaticHandler(folder, { page = (html) => html } = {}) {
  /** @type {Map<string, Entry>} */
  const cache = new Map();

  /** @param {string} path relative to the folder @returns {Promise<Entry | undefined>} */
  async function read(path) {
    const file = join(folder, path);
    try {
      const info = await stat(file);
      if (!info.isFile()) return undefined;
      const stamp = `${info.mtimeMs} ${info.size}`;
      const known = cache.get(path);
      if (known?.stamp === stamp) return known;
      const content = await readFile(file);
      const body = path === 'index.html' ? Buffer.from(page(content.toString('utf8'))) : content;
      const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      const entry = { body, etag, encoded: new Map(), stamp };
      cache.set(path, entry);
      return entry;
    } catch {
      return undefined;
    }
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  async function answer(request, response) {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405, 'This server only hands out files.');
    }
    const asked = requestedPath(request.url ?? '/');
    if (asked === undefined) return refuse(response, 400, 'This address cannot be read.');

    let path = asked;
    let entry = path === '' ? undefined : await read(path);
    if (entry === undefined) {
      const acceptsPage = (request.headers.accept ?? '').includes('text/html');
      const isDeepLink = !path.startsWith('assets/') && (acceptsPage || extname(path) === '');
      if (!isDeepLink) return refuse(response, 404, 'There is no such file.');
      path = 'index.html';
      entry = await read(path);
      if (entry === undefined) return refuse(response, 404, 'The console is not built: run npm start.');
    }

    const type = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream';
    response.setHeader('Content-Type', type);
    response.setHeader('ETag', entry.etag);
    // Names below assets/ carry a hash of their content.
    response.setHeader(
      'Cache-Control',
      path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    response.setHeader('Vary', 'Accept-Encoding');
    if (request.headers['if-none-match'] === entry.etag) return response.writeHead(304).end();

    const accepted = request.headers['accept-encoding'] ?? '';
    const body = COMPRESSED.test(type) ? await encode(entry, accepted, response) : entry.body;
    response.setHeader('Content-Length', body.length);
    return response.writeHead(200).end(request.method === 'HEAD' ? undefined : body);
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  return (request, response) => {
    answer(request, response).catch(() => response.destroy());
  };
}

/** A server of its own for the files below `folder`. @param {string} folder */
export const createStaticServer = (folder) => createServer(createStaticHandler(folder));

/** @param {import('node:http').ServerResponse} response @param {number} status @param {string} text */
const refuse = (response, status, text) =>
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);

/** @param {Entry} entry @param {string} accepted @param {import('node:http').ServerResponse} response */
async function encode(entry, accepted, response) {
  // "br;q=0" refuses an encoding; other weights do not matter for two of them.
  const offered = accepted
    .split(',')
    .map((each) => each.trim())
    .filter((each) => !/;q=0(\.0*)?$/.test(each));
  const encoding = Object.entries(ENCODERS).find(([name]) => offered.some((each) => each.split(';')[0] === name));
  if (encoding === undefined) return entry.body;
  const [name, encoder] = encoding;
  response.setHeader('Content-Encoding', name);
  const kept = entry.encoded.get(name) ?? encoder(entry.body);
  entry.encoded.set(name, kept);
  return kept;
}

/** The file path a request means, relative and inside the folder; undefined when it cannot be read. @param {string} url */
function requestedPath(url) {
  try {
    const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
    const relative = path.split(sep).join('/').replace(/^\/+/, '');
    // Nothing hidden, nothing above the folder, no NUL; _headers is for other hosts.
    const isFine = relative.split('/').every((part) => !part.startsWith('.')) && !relative.includes('\0');
    return isFine && relative !== '_headers' ? relative : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Listens on the loopback address; a taken port leads to the next one, at most 20 times, unless `strict`.
 * @param {import('node:http').Server} server
 * @param {number} port
 * @param {{ strict?: boolean }} [options]
 * @returns {Promise<number>} the port it listens on
 */
export async function listenOnLoopback(server, port, { strict = false } = {}) {
  for (let candidate = port; ; candidate += 1) {
    try {
      await new Promise((done, fail) => {
        server.once('error', fail);
        server.listen(candidate, '127.0.0.1', () => {
          server.off('error', fail);
          done(undefined);
        });
      });
      return candidate;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || strict || candidate >= port + 20) throw error;
    }
  }
}
