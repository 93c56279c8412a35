import type { ClassName, Ref } from '../../../xapi/datamodel/ref';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { fromBase64, toBase64 } from '../certificates/pem';
import { Fault } from '../fault';
import { define } from '../registry';
import { need, toXapiDate, type Call, type World } from '../world';

/** Classes whose objects have blobs of their own, by name. */
const OWNERS = ['VM', 'host', 'pool', 'SR', 'network'] as const satisfies readonly ClassName[];
type Owner = (typeof OWNERS)[number];

/** A content lives in the state of the world, so it stays small; larger ones are refused. */
export const LARGEST_BLOB_BYTES = 1024 * 1024;

const DEFAULT_TYPE = 'application/octet-stream';
const NEVER = '19700101T00:00:00Z';

/** Key of a content in the annex; absent until somebody uploads one. */
const keyOf = (blob: Ref<'blob'>): string => `blob/${blob}`;

/** A blob by its reference or its uuid, as `/blob` is asked for it; undefined when there is none. */
export function findBlob({ db }: World, refOrUuid: string): Ref<'blob'> | undefined {
  return db.has('blob', refOrUuid) ? refOrUuid : db.byUuid('blob', refOrUuid);
}

/** What `GET /blob` answers; null until something was uploaded (xapi_blob.ml handler answers 404 then). */
export function readBlob(
  { db, engine }: World,
  blob: Ref<'blob'>,
): { readonly mimeType: string; readonly bytes: Uint8Array } | null {
  const content = engine.annex[keyOf(blob)];
  const bytes = typeof content === 'string' ? fromBase64(content) : null;
  return bytes === null ? null : { mimeType: db.row('blob', blob).mime_type, bytes };
}

/** What `PUT /blob` does: replaces the content. OUT_OF_SPACE when it is larger than LARGEST_BLOB_BYTES. */
export function writeBlob({ db, engine }: World, blob: Ref<'blob'>, bytes: Uint8Array): void {
  need(db, 'blob', blob);
  if (bytes.length > LARGEST_BLOB_BYTES) throw new Fault('OUT_OF_SPACE', '/var/lib/xcp/blobs');
  engine.annex = { ...engine.annex, [keyOf(blob)]: toBase64(bytes) };
  db.transaction(() => db.update('blob', blob, { size: bytes.length, last_updated: toXapiDate(engine.nowMs) }));
}

function create({ db, engine }: Call, mime_type: string, isPublic: boolean): Ref<'blob'> {
  const ref = engine.newRef('blob');
  db.transaction(() =>
    db.insert('blob', ref, {
      uuid: engine.newUuid('blob'),
      mime_type: mime_type === '' ? DEFAULT_TYPE : mime_type,
      public: isPublic,
      size: 0,
      last_updated: NEVER,
    }),
  );
  return ref;
}

/** A blob of an object, under a name that it has not used yet. */
function createFor(
  call: Call,
  cls: Owner,
  owner: Ref<Owner>,
  name: string,
  mimeType: string,
  isPublic: boolean,
): Ref<'blob'> {
  const { db } = call;
  const { blobs } = need(db, cls, owner);
  if (Object.hasOwn(blobs, name)) throw new Fault('MAP_DUPLICATE_KEY', cls, 'blobs', owner, name);
  return db.transaction(() => {
    const blob = create(call, mimeType, isPublic);
    db.update(cls, owner, { blobs: { ...blobs, [name]: blob } } as Partial<Records[Owner]>);
    return blob;
  });
}

/** Takes away a blob and its content, whoever names it. */
export function dropBlob({ db, engine }: World, self: Ref<'blob'>): void {
  const { [keyOf(self)]: _content, ...annex } = engine.annex;
  engine.annex = annex;
  db.transaction(() => db.remove('blob', self));
}

function destroy({ db, world }: Call, self: Ref<'blob'>): void {
  need(db, 'blob', self);
  db.transaction(() => {
    for (const cls of OWNERS) {
      for (const [owner, { blobs }] of [...db.all(cls)]) {
        const rest = Object.entries(blobs).filter(([, blob]) => blob !== self);
        if (rest.length === Object.keys(blobs).length) continue;
        db.update(cls, owner, { blobs: Object.fromEntries(rest) } as Partial<Records[Owner]>);
      }
    }
  });
  dropBlob(world, self);
}

define({
  'blob.create': create,
  'blob.destroy': destroy,
  'VM.create_new_blob': (call, vm, ...rest) => createFor(call, 'VM', vm, ...rest),
  'host.create_new_blob': (call, host, ...rest) => createFor(call, 'host', host, ...rest),
  'pool.create_new_blob': (call, pool, ...rest) => createFor(call, 'pool', pool, ...rest),
  'SR.create_new_blob': (call, sr, ...rest) => createFor(call, 'SR', sr, ...rest),
  'network.create_new_blob': (call, network, ...rest) => createFor(call, 'network', network, ...rest),
});
