import { useEffect, useState } from 'react';
import { ChangeRecorder } from '../../features/history';
import { PoolWatcher, useNotificationCounts, WorkKeeper } from '../../features/notifications';
import { announce } from '../../ui/feedback/live-region';
import { faviconWith } from './favicon';
import { NewsSpeaker } from './news';
import { useConnectionCommands } from './use-connection-commands';
import { useJoinedServer } from './use-joined-server';
import { useRecentObjects } from './use-recent-objects';
import { useRootOfStandIn } from './use-root-of-stand-in';
import { useTitle } from './use-title';

/** What goes on beside the page for as long as the console is open; shows nothing in it. */
export function Watchers() {
  const counts = useNotificationCounts();
  useTitle(counts.total);
  useFavicon(counts.total);
  useRecentObjects();
  useRootOfStandIn();
  useJoinedServer();
  useConnectionCommands();
  const [speaker] = useState(() => new NewsSpeaker(announce));
  useEffect(() => speaker.note(counts), [speaker, counts]);
  useEffect(() => () => speaker.stop(), [speaker]);
  return (
    <>
      <ChangeRecorder />
      <PoolWatcher />
      <WorkKeeper />
    </>
  );
}

const PLAIN = `${import.meta.env.BASE_URL}favicon.svg`;

/** The tab of the browser shows the count where the page is not seen. */
function useFavicon(count: number): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link) link.href = faviconWith(count) ?? PLAIN;
  }, [count]);
}
