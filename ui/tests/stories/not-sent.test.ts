// Officer Noor and what was not sent: never called sent, shown with its cause, and hers to take along.
import { describe, expect, it } from 'vitest';
import type { RefusalCode, StopCard, SyncStatus, UnsentView } from '../../src/backend/types';
import type { World } from '../../src/backend/memory/world';
import { settings } from '../../src/settings.svelte';
import { violations } from '../axe';
import { all, asked, maybe, open, page, screen, see, settled, tap, words } from '../app';

const AT = Date.parse('2026-11-25T22:15:00Z');
const CAUSES: RefusalCode[] = ['unreadable', 'inconsistent', 'in_future', 'epoch_closed', 'not_yours', 'before_enrolment', 'too_late', 'withdrawn', 'misdated', 'unknown_answer'];

const stands = (world: World, sync: Partial<SyncStatus>): void => {
  world.status = { ...world.status, sync: { ...world.status.sync, ...sync } };
};
const refused = (over: Partial<UnsentView> = {}): UnsentView => ({
  stop: null,
  subject: { kind: 'plate', spelled: 'TF-000-G', country: 'NL' },
  at: AT,
  cause: 'before_enrolment',
  refused_at: AT + 3_600_000,
  ...over,
});
const card: StopCard = {
  id: 'stop-a',
  subject: { kind: 'plate', spelled: 'TF-000-G', country: 'NL' },
  at: AT,
  revision: 1,
  sync: { state: 'refused', code: 'not_yours' },
  awaits_reflection: false,
  outcome: { result: 'nothing' },
  afterwards: false,
  withdrawn: false,
  spared_until: null,
  central: null,
  others: 0,
};

describe('"all sent"', () => {
  it('is said only when nothing waits, is refused or has to be dated', async () => {
    const cases: [Partial<SyncStatus>, string][] = [
      [{}, 'Alles verstuurd'],
      [{ waiting: 3 }, 'Nog 3 te versturen'],
      [{ refused: 1 }, 'Niet alles verstuurd: 1 geweigerd'],
      [{ refused: 2, refused_look_ups: 2 }, 'Niet alles verstuurd: 2 geweigerd'],
      [{ waiting: 2, undated: 2 }, 'Niet alles verstuurd: 2 zonder tijd'],
      [{ waiting: 5, undated: 2, refused: 1 }, 'Niet alles verstuurd: nog 3 te versturen, 2 zonder tijd, 1 geweigerd'],
    ];
    for (const [sync, said] of cases) {
      await open((world) => stands(world, sync));
      for (const tab of ['nav-lookup', 'nav-stops', 'nav-settings']) {
        await tap(tab);
        expect(words('sync-state'), JSON.stringify(sync)).toBe(said);
      }
    }
  });

  it('is said nowhere else, in English neither', async () => {
    settings.language = 'en';
    await open((world) => stands(world, { waiting: 4, undated: 1, refused: 2 }));
    expect(words('sync-state')).toBe('Not all sent: 3 still to send, 1 without a time, 2 refused');
    await tap('nav-settings');
    expect(page()).not.toContain('All sent');
  });

  it('shows another picture than what is held up: no colour has to tell them apart', async () => {
    const picture = (): string | null | undefined => see('sync-strip').querySelector('path')?.getAttribute('d');
    await open();
    const sent = picture();
    await open((world) => stands(world, { refused: 1 }));
    const held_up = picture();
    await open((world) => stands(world, { waiting: 1 }));
    expect(new Set([sent, held_up, picture()]).size).toBe(3);
  });
});

describe('what stops sending', () => {
  it('is a sentence that says that nothing is lost and who can mend it', async () => {
    for (const problem of ['no_epoch_key', 'epoch_key_changed', 'time_unknown'] as const) {
      await open((world) => stands(world, { waiting: 1, problem }));
      await tap('nav-settings');
      expect(words('sync-problem'), problem).toContain('Niets gaat verloren.');
      expect(words('sync-problem'), problem).toMatch(/beheerder|Vul in wanneer/);
    }
  });
});

describe('the list of what was refused', () => {
  const hers = (world: World): void => {
    stands(world, { waiting: 2, refused: 3, refused_look_ups: 2 });
    world.stops = [card];
    world.unsent = [
      refused({ stop: 'stop-a', cause: 'not_yours' }),
      refused(),
      refused({ subject: null, at: null, refused_at: null, cause: 'epoch_closed' }),
    ];
    world.exported = { path: '/data/export/proco-niet-verzonden-1764108900000.json', records: 5 };
  };

  it('is there where all is not sent, and not where it is', async () => {
    await open();
    await tap('nav-stops');
    expect(maybe('see-unsent')).toBeNull();
    await open((world) => stands(world, { refused: 1 }));
    for (const tab of ['nav-stops', 'nav-settings']) {
      await tap(tab, 'see-unsent');
      expect(screen()).toBe('unsent');
      await tap('back');
    }
  });

  it('says of each whom, when and why, and what waits beside it', async () => {
    await open(hers);
    await tap('nav-stops', 'see-unsent');
    expect(page()).toContain('Het blijft op deze telefoon en gaat niet verloren.');
    const rows = all('unsent').map((row) => row.textContent?.replace(/\s+/g, ' ').trim());
    expect(rows[0]).toMatch(/TF-000-G.* 25 nov.*23:15 Controle Dit verslag kwam al van een andere telefoon.*Geweigerd op .*00:15 Bekijk/);
    expect(rows[1]).toMatch(/TF-000-G.*Bevraging De tijd ligt vóór de aanmelding/);
    expect(rows[2]).toMatch(/Niet meer leesbaar Tijd niet te lezen Bevraging Dit is te oud/);
    expect(words('unsent-waiting')).toMatch(/^Nog te versturen: 2\..*Versturen gaat vanzelf\.$/);
    expect(await violations()).toEqual([]);
  });

  it('promises no sending that will not come, and leads to the question when it was', async () => {
    await open((world) => {
      hers(world);
      stands(world, { waiting: 4, undated: 1, problem: 'revoked' });
    });
    await tap('nav-settings', 'see-unsent');
    expect(words('unsent-waiting')).toMatch(/^Nog te versturen: 3\..*Deze telefoon is afgemeld/);
    expect(page()).not.toContain('gaat vanzelf');
    await tap('ask-when-open');
    expect(screen()).toBe('undated');
    await tap('back');
    expect(screen()).toBe('unsent');
  });

  it('leads from a stop to that stop, and back to the list', async () => {
    await open(hers);
    await tap('nav-stops', 'see-unsent');
    expect(all('unsent').map((row) => row.tagName)).toEqual(['BUTTON', 'DIV', 'DIV']);
    await tap('unsent');
    expect(screen()).toBe('stop');
    expect(words('sync-mark')).toContain('Geweigerd. Dit verslag kwam al');
    await tap('back');
    expect(screen()).toBe('unsent');
  });

  it('words every cause, in both languages', async () => {
    for (const language of ['nl', 'en'] as const) {
      settings.language = language;
      await open((world) => {
        stands(world, { refused: CAUSES.length });
        world.unsent = CAUSES.map((cause) => refused({ cause }));
      });
      await tap('nav-stops', 'see-unsent');
      expect(new Set(all('unsent').map((row) => row.textContent)).size).toBe(CAUSES.length);
      expect(await violations()).toEqual([]);
    }
  });

  it('is saved as a file, and says where that is and that it can be read', async () => {
    const { world } = await open(hers);
    await tap('nav-stops', 'see-unsent');
    const told = see('unsent-saved');
    expect(told.getAttribute('role')).toBe('status');
    expect(told.textContent?.trim(), 'a screen reader knows the place before it speaks').toBe('');
    await tap('unsent-export');
    expect(asked(world, 'export_unsent')).toHaveLength(1);
    expect(words('unsent-path')).toBe('/data/export/proco-niet-verzonden-1764108900000.json');
    expect(words('unsent-saved')).toContain('Aantal: 5.');
    expect(words('unsent-saved')).toContain('kentekens, namen en je eigen woorden te lezen. Behandel het als vertrouwelijk.');
    expect(see('unsent-saved'), 'it is told in the same place').toBe(told);
    expect(await violations()).toEqual([]);
  });

  it('says why it could not be saved or opened, and can be tried again', async () => {
    const { world } = await open(hers);
    world.refuse.set('export_unsent', 'disk_full');
    await tap('nav-stops', 'see-unsent', 'unsent-export');
    expect(words('problem')).toContain('De telefoon is vol.');
    expect(maybe('unsent-path')).toBeNull();
    expect(await violations()).toEqual([]);
    world.refuse.clear();
    await tap('unsent-export');
    expect(maybe('problem')).toBeNull();
    expect(maybe('unsent-path')).not.toBeNull();
    world.refuse.set('unsent', 'store');
    await tap('back', 'see-unsent');
    expect(words('problem')).toContain('Bewaren is niet gelukt');
  });

  it('is read again when sending has changed something', async () => {
    const { world, session } = await open(hers);
    await tap('nav-stops', 'see-unsent');
    world.unsent = [];
    stands(world, { refused: 0, refused_look_ups: 0 });
    await session.backend.sync_now();
    await settled();
    expect(all('unsent')).toEqual([]);
    expect(page()).toContain('Er is niets geweigerd.');
  });
});
