import { Suspense } from 'react';
import { InfrastructureTree, ObjectsTree } from '../../features/infrastructure';
import { useNavigation } from '../../features/navigation';
import type { NotificationCounts } from '../../features/notifications';
import { SavedSearchesPlace } from '../../features/search';
import { part } from '../../ui/parts/part';
import { NotificationList } from './notification-list';

const OrganizationTree = part(async () => {
  const { OrganizationTree: Tree, loadOrganizationCommands } = await import('../../features/organization');
  // Its rows take keys.
  await loadOrganizationCommands();
  return Tree;
});

/** What the navigation pane shows in each view. */
export function NavigationContent({ counts }: { readonly counts: NotificationCounts }) {
  const { state } = useNavigation();
  switch (state.view) {
    case 'infrastructure':
      return <InfrastructureTree />;
    case 'objects':
      return (
        <Suspense fallback={null}>
          <ObjectsTree />
        </Suspense>
      );
    case 'organization':
      return (
        <Suspense fallback={null}>
          <OrganizationTree />
        </Suspense>
      );
    case 'searches':
      return (
        <Suspense fallback={null}>
          <SavedSearchesPlace />
        </Suspense>
      );
    case 'notifications':
      return <NotificationList counts={counts} />;
  }
}
