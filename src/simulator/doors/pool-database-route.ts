import { defineHandler } from '../http/handlers';
import { dumpPoolDatabase } from './open-pool-database';

/** The pool's database, as `xe pool-dump-database` gets it. */
defineHandler('get_pool_xml_db_sync', ({ world }) => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: dumpPoolDatabase(world),
}));
