import { Fault } from '../fault';
import { constructorValues } from '../generic';
import { define } from '../registry';
import { need } from '../world';
import { subjectInformation } from './external-auth';
import { leavesOf, roleRecords } from './roles';

/** Checks in the order of xapi_subject.ml; a subject begins without roles, as in editions that have roles at all. */
define({
  'subject.create': ({ world, db, engine }, args) => {
    const subject_identifier = String(constructorValues('subject', args)['subject_identifier']);
    for (const [, subject] of db.all('subject')) {
      if (subject.subject_identifier === subject_identifier) throw new Fault('SUBJECT_ALREADY_EXISTS');
    }
    // What the directory knows counts, not what the client says.
    const other_config = subjectInformation(world, subject_identifier);
    const ref = engine.newRef('subject');
    db.transaction(() => {
      db.insert('subject', ref, { uuid: engine.newUuid('subject'), subject_identifier, other_config, roles: [] });
    });
    return ref;
  },
  'subject.add_to_roles': ({ db }, self, role) => {
    if (!roleRecords().has(role)) throw new Fault('ROLE_NOT_FOUND');
    const { roles } = need(db, 'subject', self);
    if (roles.includes(role)) throw new Fault('ROLE_ALREADY_EXISTS');
    db.transaction(() => db.update('subject', self, { roles: [...roles, role] }));
  },
  'subject.remove_from_roles': ({ db }, self, role) => {
    const { roles } = need(db, 'subject', self);
    if (!roles.includes(role)) throw new Fault('ROLE_NOT_FOUND');
    db.transaction(() => db.update('subject', self, { roles: roles.filter((other) => other !== role) }));
  },
  'subject.get_permissions_name_label': ({ db }, self) => {
    const leaves = new Set(need(db, 'subject', self).roles.flatMap(leavesOf));
    return [...leaves].map((leaf) => roleRecords().get(leaf)?.name_label ?? '');
  },
});
