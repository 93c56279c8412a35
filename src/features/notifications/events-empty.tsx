import { History, ListFilter } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useNavigation } from '../navigation';
import { texts } from './texts';

/** Why no event is listed, and the next step. */
export function EventsEmpty({ allCount, onClear }: { readonly allCount: number; readonly onClear: () => void }) {
  const { navigate } = useNavigation();
  if (allCount > 0) {
    const clear = (): void => {
      onClear();
      navigate({ eventText: '', eventStates: [] });
    };
    return (
      <EmptyState
        icon={<ListFilter size={24} />}
        title={texts.events.filteredTitle}
        action={<Button onPress={clear}>{texts.clearFilter}</Button>}
      >
        {texts.events.filteredText(allCount)}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<History size={24} />}
      title={texts.events.noneTitle}
      action={<Button onPress={() => navigate({ view: 'infrastructure' })}>{texts.seeInfrastructure}</Button>}
    >
      {texts.events.noneText}
    </EmptyState>
  );
}
