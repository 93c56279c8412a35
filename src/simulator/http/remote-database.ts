import { defineHandler } from './handlers';
import { errorPage } from './plain';

/** Members ask the coordinator for every row of its database in a protocol of their own; here they share it. */
const NO_ROWS = 'The servers of this pool share one database: read it at /pool/xmldbdump or by calls.';

for (const name of ['post_remote_db_access', 'post_remote_db_access_v2']) {
  defineHandler(name, () => errorPage(501, 'Not Implemented', NO_ROWS));
}
