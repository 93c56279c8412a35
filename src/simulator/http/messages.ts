import { xmlParser } from '../api/xml-parser';
import type { Enums } from '../../xapi/datamodel/types.gen';
import { Fault } from '../api/fault';
import { OBJECT_CLASS, postMessage } from '../api/message';
import { coordinator, fromXapiDate } from '../api/world';
import { defineHandler, redirect } from './handlers';
import { errorPage } from './plain';
import { uploading, wholeUpload } from './uploading';

/** As much as a pool keeps, and then some. */
const LARGEST_UPLOAD = 64 * 1024 * 1024;

type Fields = Readonly<Record<string, string>>;

/** Messages of an object that moves here from another pool (xapi_message.ml handler, send_messages). */
defineHandler('put_messages', (call) => {
  const { world, request, query } = call;
  const { db } = world;
  for (const name of ['uuid', 'cls']) {
    if (!query.has(name)) return errorPage(400, 'Bad request', `The parameter ${name} is missing`);
  }
  const elsewhere = redirect(call, coordinator(db));
  if (elsewhere !== null) return elsewhere;
  const cls = classOf(query.get('cls') ?? '');
  const uuid = query.get('uuid') ?? '';
  if (db.byUuid(OBJECT_CLASS[cls], uuid) === undefined) throw bad(`Bad uuid ${uuid}`);
  return uploading(async () => {
    const tooLarge = new Fault('OUT_OF_SPACE', '/var/lib/xcp/blobs');
    const text = new TextDecoder().decode(await wholeUpload(request, LARGEST_UPLOAD, tooLarge));
    const messages = readMessages(text).map(read);
    db.transaction(() => {
      for (const message of messages) {
        const { ref, uuid: own } = message.from;
        if (!db.has('message', ref) && db.byUuid('message', own) === undefined) postMessage(world, message);
      }
    });
  });
});

function bad(text: string): Fault {
  return new Fault('INTERNAL_ERROR', `Failure("Xapi_message.handler: ${text}")`);
}

function classOf(text: string): Enums['cls'] {
  const cls = (Object.keys(OBJECT_CLASS) as Enums['cls'][]).find((each) => each === text);
  if (cls === undefined) throw bad(`Bad class ${text}`);
  return cls;
}

/** Documents one after the other, each with a declaration of its own. */
function readMessages(text: string): readonly Fields[] {
  const messages: Record<string, string>[] = [];
  const open: string[] = [];
  const parser = xmlParser({
    error: (error) => {
      throw bad(`Bad XML! ${error.message}`);
    },
    opentag: ({ name }) => {
      if (name !== ['messages', 'message'][open.length] && open.length !== 2) throw bad('Bad XML!');
      if (open.length === 1) messages.push({});
      open.push(name);
    },
    closetag: () => void open.pop(),
    text: (part) => {
      const field = open[2];
      const message = messages.at(-1);
      if (field !== undefined && message !== undefined) message[field] = (message[field] ?? '') + part;
    },
  });
  parser.write(`<messages>${text.replace(/<\?xml[^>]*\?>/g, '')}</messages>`).close();
  return messages;
}

function read(fields: Fields) {
  const { ref = '', name = '', priority = '0', cls = '', obj_uuid = '', timestamp = '', uuid = '', body = '' } = fields;
  if (!ref.startsWith('OpaqueRef:') || uuid === '' || !/^-?\d{1,9}$/.test(priority)) throw bad('Bad XML!');
  if (fromXapiDate(timestamp) === 0) throw bad(`Bad date ${timestamp}`);
  const from = { ref, uuid, timestamp };
  return { name, cls: classOf(cls), obj_uuid, body, priority: Number(priority), from };
}
