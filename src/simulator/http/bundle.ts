import { Fault } from '../api/fault';
import { assertFeature } from '../api/licence/features';
import { holdFor } from '../api/operations';
import { assertPoolOperation } from '../api/pool/operations';
import { recordSync } from '../api/updates/synced';
import { thePool } from '../api/world';
import { defineHandler } from './handlers';
import { untar } from './tar';
import { uploading, wholeChunks } from './uploading';

/** Largest file of a bundle that is looked at (xapi: xapi_globs.ml bundle_max_size_limit is 1 GiB for all of it). */
const LARGEST_FILE = 1024 ** 3;
/** The list that every repository has. */
const LIST = /(^|\/)repodata\/repomd\.xml$/;

/** Updates that an administrator brings in one file instead of a repository of the web (xapi_pool.ml put_bundle_handler). */
defineHandler('put_bundle', ({ world, request, task }) => {
  const { db } = world;
  assertFeature(db, 'Updates');
  const pool = assertPoolOperation(world, 'sync_bundle');
  const { repositories } = thePool(db)[1];
  if (!repositories.some((ref) => db.row('Repository', ref).origin === 'bundle')) {
    throw new Fault('BUNDLE_REPO_NOT_ENABLED');
  }
  const ended = holdFor(world, ['pool', pool, 'sync_bundle'], task);
  const read = async (): Promise<void> => {
    let isRepository = false;
    try {
      for await (const { name } of untar(wholeChunks(request), LARGEST_FILE)) isRepository ||= LIST.test(name);
    } catch (error) {
      if (error instanceof Fault) throw error;
      throw new Fault('BUNDLE_UNPACK_FAILED', 'The file is no tar archive.');
    }
    if (!isRepository) throw new Fault('BUNDLE_SYNC_FAILED');
    recordSync(world);
  };
  return uploading(read, { ended });
});
