import { isNullRef, NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { Fault } from '../fault';
import { assertPoolOperation } from '../pool/operations';
import { define } from '../registry';
import { need, type Call } from '../world';
import { setUpdateSync } from './sync-schedule';

const NEVER = '19700101T00:00:00Z';

type Repositories = readonly Ref<'Repository'>[];

/** A bundle or another pool's repository goes with no other one (xapi_pool.ml assert_single_repo_can_be_enabled). */
function assertOneOfItsKind({ db }: Call, repositories: Repositories): void {
  const isSpecial = repositories.some((ref) => need(db, 'Repository', ref).origin !== 'remote');
  if (repositories.length > 1 && isSpecial) throw new Fault('REPO_SHOULD_BE_SINGLE_ONE_ENABLED');
}

/** Enables exactly these; what was not enabled before has to be synchronised (xapi_pool.ml set_repositories). */
function enable(call: Call, self: Ref<'pool'>, repositories: Repositories): void {
  const { db, world } = call;
  const { repositories: before } = need(db, 'pool', self);
  const fresh = repositories.filter((ref) => !before.includes(ref));
  db.transaction(() => {
    for (const ref of fresh) db.update('Repository', ref, { hash: '' });
    const isUnsynced = fresh.length > 0 || repositories.length === 0;
    db.update('pool', self, { repositories, ...(isUnsynced && { last_update_sync: NEVER }) });
    const canBePeriodic = repositories.every((ref) => db.row('Repository', ref).origin === 'remote');
    if (!canBePeriodic) setUpdateSync(world, self, false);
  });
}

/** The password is kept as a secret of its own; the one before it goes. */
function setProxy({ db, engine }: Call, self: Ref<'pool'>, url: string, username: string, password: string): void {
  const old = need(db, 'pool', self).repository_proxy_password;
  db.transaction(() => {
    let secret: Ref<'secret'> = NULL_REF;
    if (password !== '') {
      secret = engine.newRef('secret');
      db.insert('secret', secret, { uuid: engine.newUuid('secret'), value: password });
    }
    db.update('pool', self, {
      repository_proxy_url: url,
      repository_proxy_username: username,
      repository_proxy_password: secret,
    });
    if (!isNullRef(old)) db.remove('secret', old);
  });
}

define({
  'pool.set_repositories': (call, self, value) => {
    need(call.db, 'pool', self);
    assertPoolOperation(call.world, 'configure_repositories');
    const repositories = [...new Set(value)];
    for (const ref of repositories) need(call.db, 'Repository', ref);
    assertOneOfItsKind(call, repositories);
    enable(call, self, repositories);
  },
  'pool.add_repository': (call, self, value) => {
    const { repositories } = need(call.db, 'pool', self);
    assertPoolOperation(call.world, 'configure_repositories');
    need(call.db, 'Repository', value);
    if (repositories.includes(value)) return;
    assertOneOfItsKind(call, [value, ...repositories]);
    enable(call, self, [...repositories, value]);
  },
  'pool.remove_repository': (call, self, value) => {
    const { repositories } = need(call.db, 'pool', self);
    assertPoolOperation(call.world, 'configure_repositories');
    need(call.db, 'Repository', value);
    enable(
      call,
      self,
      repositories.filter((ref) => ref !== value),
    );
  },
  'pool.configure_repository_proxy': (call, self, url, username, password) => {
    need(call.db, 'pool', self);
    if (!/^https?:/i.test(url)) throw new Fault('INVALID_REPOSITORY_PROXY_URL', url);
    const isHalf = (username === '') !== (password === '');
    if (isHalf || `${username}${password}`.includes('\n')) throw new Fault('INVALID_REPOSITORY_PROXY_CREDENTIAL');
    setProxy(call, self, url, username, password);
  },
  'pool.disable_repository_proxy': (call, self) => setProxy(call, self, '', '', ''),
});
