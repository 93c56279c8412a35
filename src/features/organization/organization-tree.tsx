import { SegmentedControl } from '../../ui/forms/radio-group';
import { useNavigation } from '../navigation';
import type { Organization } from '../navigation';
import { texts } from './texts';

const VIEWS: readonly Organization[] = ['tags', 'folders', 'vapps'];

/** The objects of the pool as their administrators have grouped them. */
export function OrganizationTree() {
  const { state, navigate } = useNavigation();
  return (
    <SegmentedControl
      label={texts.by}
      hideLabel
      options={VIEWS.map((value) => ({ value, label: texts.views[value] }))}
      value={state.organization}
      onChange={(organization) => navigate({ organization })}
    />
  );
}
