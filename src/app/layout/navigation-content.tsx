import { InfrastructureTree, ObjectsTree } from '../../features/infrastructure';
import { useNavigation } from '../../features/navigation';
import type { NotificationCounts } from '../../features/notifications';
import { OrganizationTree, SavedSearchesPlace } from '../../features/organization';
import { NotificationList } from './notification-list';

/** What the navigation pane shows in each view. */
export function NavigationContent({ counts }: { readonly counts: NotificationCounts }) {
  const { state } = useNavigation();
  switch (state.view) {
    case 'infrastructure':
      return <InfrastructureTree />;
    case 'objects':
      return <ObjectsTree />;
    case 'organization':
      return <OrganizationTree />;
    case 'searches':
      return <SavedSearchesPlace />;
    case 'notifications':
      return <NotificationList counts={counts} />;
  }
}
