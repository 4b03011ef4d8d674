// The phone itself: enrolling it, its settings, and what it never tells anybody.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { violations } from '../axe';
import { all, asked, check, look_up, maybe, open, page, reopen, screen, see, settled, tap, type, words } from '../app';
import { KEPT, VERSION } from '../../src/lists';

const not_enrolled = { enrolled: false, role: null, team: null };

describe('enrolling', () => {
  it('comes first, with one code', async () => {
    const { world } = await open((w) => (w.status = { ...w.status, ...not_enrolled }));
    expect(screen()).toBe('enrol');
    expect(maybe('nav-lookup')).toBeNull();
    expect(await violations()).toEqual([]);
    world.refuse.set('enrol', 'enrolment_code');
    await type('enrol-code', 'ABCD-1234');
    await tap('enrol');
    expect(words('problem')).toBe('Deze code klopt niet, is verlopen of is al gebruikt.');
    world.refuse.clear();
    await tap('enrol');
    expect(asked(world, 'enrol').at(-1)).toEqual({ code: 'ABCD-1234' });
    expect(screen()).toBe('welcome');
  });

  it('is followed by what the app is, once, and one tap leads to the first look-up', async () => {
    const { world } = await open((w) => (w.status = { ...w.status, ...not_enrolled }));
    await type('enrol-code', 'ABCD-1234');
    await tap('enrol');
    expect(all('introduction')[0]?.querySelectorAll('li')).toHaveLength(3);
    expect(words('introduction')).toContain('Wat de telefoon verlaat');
    expect(await violations()).toEqual([]);
    await tap('begin');
    expect(screen()).toBe('look-up');
    expect(document.activeElement, 'the field has the focus').toBe(see('plate'));
    expect(maybe('back')).toBeNull();
    await reopen(world);
    expect(screen()).toBe('look-up');
  });

  it('a phone that cannot start says why and can try again', async () => {
    const { world } = await open((w) => w.refuse.set('status', 'store_locked'));
    expect(page()).toContain('De opslag is op slot. Ontgrendel de telefoon');
    expect(maybe('set-aside'), 'that may pass').toBeNull();
    world.refuse.set('reopen', 'key_exposed');
    await tap('open-again');
    expect(page()).toContain('Anderen op dit apparaat kunnen de sleutel');
    world.refuse.clear();
    await tap('open-again');
    expect(screen()).toBe('look-up');
    expect(asked(world, 'reopen'), 'the core itself is opened again').toHaveLength(2);
  });

  it('a key that is gone for good has a way out: the store is set aside, after a question', async () => {
    const { world } = await open((w) => w.refuse.set('status', 'key_lost'));
    expect(page()).toContain('De sleutel van de opslag is weg');
    await tap('set-aside');
    expect(page()).toContain('Wat nog niet verstuurd was, wordt niet verstuurd.');
    expect(await violations()).toEqual([]);
    await tap('set-aside-no');
    expect(asked(world, 'set_aside')).toHaveLength(0);
    await tap('set-aside', 'set-aside-yes');
    expect(asked(world, 'set_aside')).toHaveLength(1);
    expect(screen()).toBe('enrol');
  });

  it('what the officer must know stands on the first screen', async () => {
    await open((w) => (w.status = { ...w.status, notices: ['store_moved_aside', 'clock_off'] }));
    expect(words('notices')).toContain('De opslag was beschadigd.');
    expect(words('notices')).toContain('Wat je vastlegt, krijgt wel de juiste tijd. Zet de klok goed');
    expect(await violations()).toEqual([]);
  });

  it('saves that are gone are told with their number', async () => {
    await open((w) => (w.status = { ...w.status, notices: ['saves_lost', 'store_vanished'], lost_saves: 7 }));
    expect(words('notices')).toContain('Aantal keren opslaan: 7.');
    expect(words('notices')).toContain('was weg of leeg');
  });
});

describe('a phone that the server does not know any more', () => {
  it('says so, and can be enrolled anew with all that waits on it', async () => {
    const { world } = await open((w) => {
      w.status.sync = { ...w.status.sync, problem: 'not_enrolled', waiting: 2 };
    });
    await tap('nav-settings');
    expect(words('sync-problem')).toContain('Niets gaat verloren. Vraag je beheerder om een code');
    await tap('enrol-anew');
    expect(screen()).toBe('enrol');
    expect(await violations()).toEqual([]);
    await type('enrol-code', 'ABCD-1234');
    await tap('enrol');
    expect(asked(world, 'enrol').at(-1)).toEqual({ code: 'ABCD-1234' });
    expect(screen()).toBe('look-up');
  });
});

describe('a phone that was revoked', () => {
  it('says so as soon as sending has found out', async () => {
    const { world, session } = await open((w) => (w.status.sync.problem = 'offline'));
    world.status = { ...world.status, notices: ['revoked'] };
    await session.backend.sync_now();
    await settled();
    expect(words('notices')).toContain('Deze telefoon is afgemeld.');
  });
});

describe('the network', () => {
  it('that returns is told to the core at once, and a refusal of that harms nothing', async () => {
    const { world } = await open();
    expect(asked(world, 'network_returned')).toEqual([]);
    window.dispatchEvent(new Event('online'));
    await settled();
    expect(asked(world, 'network_returned')).toHaveLength(1);
    world.refuse.set('network_returned', 'store');
    window.dispatchEvent(new Event('online'));
    await settled();
    expect(screen()).toBe('look-up');
    expect(maybe('problem')).toBeNull();
  });
});

describe('settings', () => {
  it('lead to what the app is: its version, what is kept for how long, the steps and whom to ask', async () => {
    const { readable_days, record_days, draft_days, whole_days, quarters_before } = KEPT;
    await open();
    await tap('nav-settings', 'about');
    expect(screen()).toBe('about');
    expect(words('version')).toBe(`Versie ${VERSION}`);
    for (const days of [readable_days, record_days, draft_days, whole_days]) expect(words('kept')).toContain(`${days} dagen`);
    expect(words('kept')).toContain(`Dit kwartaal en de ${quarters_before} ervoor.`);
    expect(page()).toContain('Overleg met een collega of je chef van dienst.');
    expect(await violations()).toEqual([]);
    await tap('back');
    expect(screen()).toBe('settings');
  });

  it('change the language at once, on every screen and for screen readers', async () => {
    await open();
    await tap('nav-settings', 'language-en');
    expect(document.documentElement.lang).toBe('en');
    expect(words('nav-lookup')).toBe('Look up');
    expect(await violations()).toEqual([]);
  });

  it('switch to night and keep it', async () => {
    await open();
    await tap('nav-settings', 'mode-night');
    expect(document.documentElement.dataset.mode).toBe('night');
    expect(localStorage.getItem('mode')).toBe('night');
  });
});

describe('a mark', () => {
  afterEach(() => vi.restoreAllMocks());

  it('never enters the address, the title, the storage or the console', async () => {
    const said: unknown[] = [];
    for (const way of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, way).mockImplementation((...args) => void said.push(...args));
    }
    const { world } = await open();
    await check();
    await type('ground-note', 'geheim woord');
    await tap('ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done');
    world.refuse.set('look_up', 'store');
    await look_up('gf000b');
    await tap('nav-settings', 'language-en', 'mode-light');
    const told = [location.href, document.title, JSON.stringify(history.state), ...said.map(String)].join(' ').toLowerCase();
    for (const mark of ['tf000g', 'tf-000-g', 'gf000b', 'geheim']) expect(told).not.toContain(mark);
    expect(Object.keys(localStorage).sort()).toEqual(['language', 'mode']);
    expect(sessionStorage).toHaveLength(0);
  });
});
