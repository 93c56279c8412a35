import { Spinner } from '../../ui/feedback/spinner';
import { texts } from './texts';

/** In place of the fields where nobody has to fill them in. */
export function Connecting() {
  return (
    <p>
      <Spinner label={texts.place.connecting} /> {texts.place.connecting}
    </p>
  );
}
