import { Link2 } from 'lucide-react';
import { IconButton } from '../../ui/actions/button';
import { announce } from '../../ui/feedback/live-region';
import { texts } from '../texts';
import { useCopied } from './use-copied';
import { useShareUrl } from './share-url';

/** Copies the address of what is on the screen; a scenario's seed goes along, so that it opens the same world elsewhere. */
export function CopyLink() {
  const url = useShareUrl();
  const [copied, copy] = useCopied();
  return (
    <IconButton
      label={copied ? texts.shell.linkCopied : texts.shell.copyLink}
      icon={<Link2 />}
      onPress={() => {
        void copy(url()).then((done) => announce(done ? texts.shell.linkCopied : texts.shell.linkNotCopied));
      }}
    />
  );
}
