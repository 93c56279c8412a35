import { Bell, ListFilter } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { useNavigation } from '../navigation';
import { ALERT_LISTS, alertsOfType } from './alert-rows';
import type { AlertRow } from './alert-rows';
import { texts } from './texts';

interface AlertsEmptyProps {
  readonly all: readonly AlertRow[];
  /** Of the chosen type, before the other filters. */
  readonly listed: readonly AlertRow[];
  readonly onClear: () => void;
}

/** Why no alert is listed, and the next step. */
export function AlertsEmpty({ all, listed, onClear }: AlertsEmptyProps) {
  const { state, navigate } = useNavigation();
  const isOneKind = !Object.values<string>(ALERT_LISTS).includes(state.alertType);
  if (listed.length > 0 || isOneKind) {
    const hidden = alertsOfType(all, isOneKind ? ALERT_LISTS.all : state.alertType).length;
    const clear = (): void => {
      onClear();
      navigate({ alertText: '', alertSeverities: [], ...(isOneKind ? { alertType: ALERT_LISTS.alerts } : {}) });
    };
    return (
      <EmptyState
        icon={<ListFilter size={24} />}
        title={texts.alerts.filteredTitle}
        action={<Button onPress={clear}>{texts.clearFilter}</Button>}
      >
        {texts.alerts.filteredText(hidden)}
      </EmptyState>
    );
  }
  if (state.alertType === ALERT_LISTS.alerts) {
    const history = all.length;
    return (
      <EmptyState
        icon={<Bell size={24} />}
        title={texts.alerts.noneTitle}
        action={
          history === 0 ? (
            <Button onPress={() => navigate({ view: 'infrastructure' })}>{texts.seeInfrastructure}</Button>
          ) : (
            <Button onPress={() => navigate({ alertType: ALERT_LISTS.history })}>{texts.alerts.showHistory}</Button>
          )
        }
      >
        {history === 0 ? texts.alerts.noneText : texts.alerts.noneHistory(history)}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Bell size={24} />}
      title={texts.alerts.noHistoryTitle}
      action={<Button onPress={() => navigate({ alertType: ALERT_LISTS.alerts })}>{texts.alerts.showAlerts}</Button>}
    >
      {texts.alerts.noHistoryText}
    </EmptyState>
  );
}
