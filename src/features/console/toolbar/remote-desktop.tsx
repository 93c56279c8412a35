import { MonitorDown } from 'lucide-react';
import { IconButton } from '../../../ui/actions/button';
import { fileName } from '../../../ui/files/destinations';
import { saveFile } from '../../../ui/files/save-file';
import { useObject } from '../../../xapi/cache/hooks';
import type { Ref } from '../../../xapi/datamodel/ref';
import { guestAddress, remoteDesktopFile, runsWindows } from '../remote-desktop';
import { texts } from '../texts';

/** The way to the desktop of a Windows guest: browsers speak no RDP, the system's own client does. */
export function RemoteDesktop({ vm, name }: { readonly vm: Ref<'VM'>; readonly name: string }) {
  const record = useObject('VM', vm);
  const guest = useObject('VM_guest_metrics', record?.guest_metrics);
  if (record === undefined || !runsWindows(record, guest)) return null;
  const address = guestAddress(guest);
  return (
    <IconButton
      label={texts.remoteDesktop}
      icon={<MonitorDown size={16} />}
      disabledReason={address === null ? texts.noAddress : null}
      onPress={() => {
        if (address !== null) saveFile(fileName(name, '.rdp'), new Blob([remoteDesktopFile(address)]));
      }}
    />
  );
}
