import { Folders, Search } from 'lucide-react';
import { InfrastructureTree, ObjectsTree } from '../../features/infrastructure';
import { useNavigation } from '../../features/navigation';
import { Button } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { texts } from '../texts';

/** What the navigation pane shows in each view. */
export function NavigationContent() {
  const { state, navigate } = useNavigation();
  const toObjects = <Button onPress={() => navigate({ view: 'objects', tab: null })}>{texts.views.openObjects}</Button>;
  switch (state.view) {
    case 'infrastructure':
      return <InfrastructureTree />;
    case 'objects':
      return <ObjectsTree />;
    case 'organization':
      return (
        <EmptyState icon={<Folders size={24} />} title={texts.views.organization} action={toObjects}>
          {texts.views.organizationLater}
        </EmptyState>
      );
    case 'searches':
      return (
        <EmptyState icon={<Search size={24} />} title={texts.views.searches} action={toObjects}>
          {texts.views.searchesLater}
        </EmptyState>
      );
    case 'notifications':
      return null;
  }
}
