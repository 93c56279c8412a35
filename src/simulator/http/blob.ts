import type { Ref } from '../../xapi/datamodel/ref';
import { findBlob, LARGEST_BLOB_BYTES, readBlob, writeBlob } from '../api/blob/blob';
import { Fault } from '../api/fault';
import { withSession } from './auth';
import { defineHandler, type HandlerResponse, type HttpCall } from './handlers';
import { errorPage } from './plain';
import { announcedBytes, uploading, wholeUpload } from './uploading';

/** The blob that a query names, or the answer when it does not. Source: xapi_blob.ml handler. */
function blobOf({ world, query }: HttpCall): Ref<'blob'> | HandlerResponse {
  const name = query.get('ref') ?? query.get('uuid');
  if (name === null) return errorPage(400, 'Bad request', 'Name a blob with ref or uuid');
  return findBlob(world, name) ?? errorPage(404, 'Not Found', 'Unknown reference');
}

// Anybody may read a public blob; for others one has to log in.
defineHandler('get_blob', (call) => {
  const { world, request, query } = call;
  const blob = blobOf(call);
  if (typeof blob !== 'string') return blob;
  const answer = (): HandlerResponse => {
    const content = readBlob(world, blob);
    if (content === null) return errorPage(404, 'Not Found', 'Nothing was uploaded to this blob');
    return { status: 200, headers: { 'content-type': content.mimeType }, body: new Uint8Array(content.bytes) };
  };
  return world.db.row('blob', blob).public ? answer() : withSession(world, request, query, 'Blob handler', answer);
});

defineHandler('put_blob', (call) => {
  const { world, request } = call;
  const blob = blobOf(call);
  if (typeof blob !== 'string') return blob;
  if (announcedBytes(request) === null) throw new Fault('INTERNAL_ERROR', 'Failure("Need content length")');
  const tooLarge = new Fault('OUT_OF_SPACE', '/var/lib/xcp/blobs');
  return uploading(async () => {
    writeBlob(world, blob, await wholeUpload(request, LARGEST_BLOB_BYTES, tooLarge));
  });
});
