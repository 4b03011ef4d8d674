// The core behind Tauri commands. The only file that imports @tauri-apps.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend } from './backend';
import type { SyncStatus } from './types';

const ask =
  <A, R>(command: string) =>
  (args?: A): Promise<R> =>
    args === undefined ? invoke(command) : invoke(command, { args });

export const tauri: Backend = {
  status: ask('status'),
  enrol: ask('enrol'),
  look_up: ask('look_up'),
  centre_counts: ask('centre_counts'),
  close_look_up: ask('close_look_up'),
  leave_it: ask('leave_it'),
  start_check: ask('start_check'),
  open_draft: ask('open_draft'),
  open_look_up: ask('open_look_up'),
  save_field: ask('save_field'),
  go_to_step: ask('go_to_step'),
  finish: ask('finish'),
  discard_draft: ask('discard_draft'),
  my_stops: ask('my_stops'),
  stop: ask('stop'),
  amend: ask('amend'),
  reflect: ask('reflect'),
  save_reflection: ask('save_reflection'),
  withdraw: ask('withdraw'),
  sync_status: ask('sync_status'),
  sync_now: ask('sync_now'),
  summary_periods: ask('summary_periods'),
  summary: ask('summary'),
  undated: ask('undated'),
  date: ask('date'),
  unsent: ask('unsent'),
  export_unsent: ask('export_unsent'),
  network_returned: ask('network_returned'),
  on_sync_changed(listener) {
    let stopped = false;
    let stop: (() => void) | undefined;
    void listen<SyncStatus>('sync-changed', (event) => {
      if (!stopped) listener(event.payload);
    }).then((unlisten) => {
      if (stopped) unlisten();
      else stop = unlisten;
    });
    return () => {
      stopped = true;
      stop?.();
    };
  },
};
