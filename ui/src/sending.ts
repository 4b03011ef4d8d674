// What sending comes down to, in words: all sent, or what is not.
import type { SyncStatus } from './backend/types';
import { t } from './messages/t';

/** Nothing waits, nothing was refused and nothing has to be dated. */
export const all_is_sent = (sync: SyncStatus): boolean =>
  sync.waiting === 0 && sync.refused === 0 && sync.undated === 0;

/** Whether something will not be sent until the officer does something. */
export const is_held_up = (sync: SyncStatus): boolean => sync.refused > 0 || sync.undated > 0;

/** One sentence that names everything that is not sent. */
export function sending(sync: SyncStatus): string {
  if (all_is_sent(sync)) return t('sync.all_sent');
  if (!is_held_up(sync)) return t('sync.waiting', { n: sync.waiting });
  const by_itself = Math.max(0, sync.waiting - sync.undated);
  const parts = [
    by_itself > 0 ? t('sync.part_waiting', { n: by_itself }) : '',
    sync.undated > 0 ? t('sync.part_undated', { n: sync.undated }) : '',
    sync.refused > 0 ? t('sync.part_refused', { n: sync.refused }) : '',
  ];
  return t('sync.not_all', { what: parts.filter((part) => part !== '').join(', ') });
}
