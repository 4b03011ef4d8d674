// The page side of the preview host: what Tauri puts into its window, over HTTP on loopback.
// `vite build --mode preview` alone bundles it. The wire:
//   POST /ipc {"cmd","args"} → 200 with the answer as JSON, 422 with a CommandError as JSON
//   GET /events             → server-sent events, data: {"event","payload"}

type Callback = (payload: unknown) => void;
type Internals = {
  invoke(cmd: string, args?: Record<string, unknown>): Promise<unknown>;
  transformCallback(callback: Callback, once?: boolean): number;
  unregisterCallback(id: number): void;
  runCallback(id: number, payload: unknown): void;
  callbacks: Map<number, Callback>;
  metadata: object;
};
type Host = {
  __TAURI_INTERNALS__?: Internals;
  __TAURI_EVENT_PLUGIN_INTERNALS__?: { unregisterListener(event: string, id: number): void };
};

export function install_preview(host: Host = window as Host): void {
  const callbacks = new Map<number, Callback>();
  const listeners = new Map<number, { event: string; handler: number }>();
  let next = 1;
  let stream: EventSource | undefined;

  function subscribe(event: string, handler: number): number {
    stream ??= open_stream();
    const id = next++;
    listeners.set(id, { event, handler });
    return id;
  }
  function open_stream(): EventSource {
    const source = new EventSource('/events');
    source.onmessage = (message: MessageEvent<string>) => {
      const told = JSON.parse(message.data) as { event: string; payload: unknown };
      for (const [id, { event, handler }] of listeners) {
        if (event === told.event) callbacks.get(handler)?.({ ...told, id });
      }
    };
    return source;
  }
  async function invoke(cmd: string, args: Record<string, unknown> = {}): Promise<unknown> {
    if (cmd === 'plugin:event|listen') return subscribe(String(args.event), Number(args.handler));
    if (cmd === 'plugin:event|unlisten') return listeners.delete(Number(args.eventId));
    const answer = await fetch('/ipc', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ cmd, args }),
    });
    if (answer.ok) return answer.json();
    throw answer.status === 422 ? await answer.json() : { code: 'unexpected' };
  }

  host.__TAURI_INTERNALS__ = {
    invoke,
    callbacks,
    transformCallback(callback, once = false) {
      const id = next++;
      callbacks.set(id, (payload) => {
        if (once) callbacks.delete(id);
        callback(payload);
      });
      return id;
    },
    unregisterCallback: (id) => void callbacks.delete(id),
    runCallback: (id, payload) => callbacks.get(id)?.(payload),
    metadata: { currentWindow: { label: 'main' }, currentWebview: { windowLabel: 'main', label: 'main' } },
  };
  host.__TAURI_EVENT_PLUGIN_INTERNALS__ = {
    unregisterListener: (_event, id) => void listeners.delete(id),
  };
}
