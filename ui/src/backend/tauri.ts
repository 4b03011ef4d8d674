// The core behind Tauri commands. The only file that imports @tauri-apps.
import { onBackButtonPress } from '@tauri-apps/api/app';
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend } from './backend';
import type { SyncStatus } from './types';

const subscriptions: Pick<Backend, 'on_sync_changed' | 'take_back_button'> = {
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
// Tauri hands the button over on Android alone; elsewhere to ask would be refused.
if (navigator.userAgent.includes('Android')) {
  subscriptions.take_back_button = async (pressed) => {
    const listener = await onBackButtonPress(pressed);
    return () => listener.unregister();
  };
}

/** Puts a command to the core, with what stands beside its arguments. */
const asks =
  (beside: Record<string, unknown>) =>
  (command: string) =>
  (args?: unknown): Promise<unknown> =>
    invoke(command, args === undefined ? beside : { ...beside, args });

/** Each question is the command of its name: what may be asked stands in `Backend` and in the core. */
const core = (own: object, ask: ReturnType<typeof asks>): Backend =>
  new Proxy(own as Backend, {
    get(own, name) {
      // `await` asks any object for `then`; this one is no promise.
      if (name === 'then' || typeof name === 'symbol') return undefined;
      if (name === 'take_back_button') return own.take_back_button;
      return Reflect.get(own, name) ?? ask(name);
    },
  });

const at_practice = (number: number): Backend => core({}, asks({ practice: number }));

export const tauri = core({ ...subscriptions, at_practice }, asks({}));
