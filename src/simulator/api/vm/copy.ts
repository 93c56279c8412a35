import { NULL_REF, type Ref } from '../../../xapi/datamodel/ref';
import { copyMs } from '../../physics/lifecycle';
import { Fault } from '../fault';
import type { Later } from '../operations';
import { define } from '../registry';
import { copiedBytes } from '../vdi/copy-time';
import { need, type Call } from '../world';
import { finishClone, isCopiedSuspended, type Clone } from './clone';
import { defineWithDisks, startWithDisks, wantedDisks } from './disk-calls';
import { assertOperationValid } from './operation-check';

defineWithDisks<Clone>('VM.copy', { cancellable: true, result: 'VM ref', finish: finishClone });

/** A copy with disks of its own, each in the repository of its original unless the client names one. */
function copy(call: Call, ref: Ref<'VM'>, name: string, sr: Ref<'SR'>): Later {
  const { db, world } = call;
  assertOperationValid(db, ref, 'copy');
  const destination = db.get('SR', sr);
  if (destination?.content_type === 'iso') {
    throw new Fault('OPERATION_NOT_ALLOWED', "Cannot copy a VM's disks to an ISO SR");
  }
  const vm = db.row('VM', ref);
  const copies = wantedDisks(world, vm, isCopiedSuspended(vm)).map(
    ([key, vdi]) => [key, vdi, destination === undefined ? need(db, 'VDI', vdi).SR : sr] as const,
  );
  return startWithDisks(call, 'VM.copy', {
    calls: copies.map(([key, vdi, to]) => ({ key, message: 'VDI.copy', args: [vdi, to, NULL_REF, NULL_REF] })),
    args: { vm: ref, name },
    holds: [['VM', ref, 'copy']],
    totalMs: copyMs(copies.map(([, vdi, to]) => copiedBytes(world, vdi, to))),
  });
}

define({ 'VM.copy': copy });
