import { Search } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useNavigation } from '../navigation';
import { texts } from './texts';

/** Where saved searches will stand, and what does their work until then. */
export function SavedSearchesPlace() {
  const { navigate } = useNavigation();
  return (
    <EmptyState
      icon={<Search size={24} />}
      title={texts.searchesTitle}
      action={<Button onPress={() => navigate({ view: 'objects', tab: null })}>{texts.showObjects}</Button>}
    >
      {texts.searchesText}
    </EmptyState>
  );
}
