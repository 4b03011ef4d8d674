// The page side of the preview host, so that tauri.ts works on it unchanged.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SyncStatus } from '../src/backend/types';

class Stream {
  static opened: Stream[] = [];
  onmessage: ((message: { data: string }) => void) | null = null;
  constructor(readonly url: string) {
    Stream.opened.push(this);
  }
}

describe('the preview host', () => {
  const sent: { url: string; body: unknown }[] = [];
  let answer = { status: 200, body: 'null' };

  beforeEach(async () => {
    sent.length = 0;
    Stream.opened = [];
    vi.stubGlobal('EventSource', Stream);
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      sent.push({ url, body: JSON.parse(String(init.body)) });
      return new Response(answer.body, { status: answer.status });
    });
    const { install_preview } = await import('../src/backend/preview');
    install_preview();
  });
  afterEach(() => vi.unstubAllGlobals());

  it('puts a question to the command of the same name, with one object named args', async () => {
    const { tauri } = await import('../src/backend/tauri');
    answer = { status: 200, body: '{"enrolled":true}' };
    expect(await tauri.status()).toEqual({ enrolled: true });
    await tauri.leave_it({ query: 'q', reason: null });
    expect(sent).toEqual([
      { url: '/ipc', body: { cmd: 'status', args: {} } },
      { url: '/ipc', body: { cmd: 'leave_it', args: { args: { query: 'q', reason: null } } } },
    ]);
  });

  it('throws the refusal of the core as it is', async () => {
    const { tauri } = await import('../src/backend/tauri');
    answer = { status: 422, body: '{"code":"draft_incomplete","missing":["ground"]}' };
    await expect(tauri.finish({ draft: 'd', revision: 1, last: null })).rejects.toEqual({ code: 'draft_incomplete', missing: ['ground'] });
    answer = { status: 500, body: '' };
    await expect(tauri.finish({ draft: 'd', revision: 1, last: null })).rejects.toEqual({ code: 'unexpected' });
  });

  it('hears that sending has changed, until it no longer listens', async () => {
    const { tauri } = await import('../src/backend/tauri');
    const heard: SyncStatus[] = [];
    const stop = tauri.on_sync_changed((status) => heard.push(status));
    await vi.waitFor(() => expect(Stream.opened).toHaveLength(1));
    const tell = (waiting: number): void =>
      Stream.opened[0]?.onmessage?.({ data: JSON.stringify({ event: 'sync-changed', payload: { waiting } }) });
    tell(2);
    await vi.waitFor(() => expect(heard).toEqual([{ waiting: 2 }]));
    stop();
    await Promise.resolve();
    tell(1);
    expect(heard).toHaveLength(1);
  });
});
