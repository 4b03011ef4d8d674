// Officer Noor looks up a plate, sees what is known, and decides.
import { describe, expect, it } from 'vitest';
import type { CentralAnswer } from '../../src/backend/types';
import { counts } from '../../src/backend/memory/counts';
import { violations } from '../axe';
import { asked, look_up, maybe, open, open_slowly, page, reopen, screen, see, settled, tap, type, words } from '../app';

const NOW = Date.now();
const known = {
  answer: 'known' as const,
  counts: counts([[1, 0, 0], [4, 1, 1], [9, 2, 2], [31, 6, 5]], NOW),
  advisory: { until: Date.UTC(2027, 0, 22, 12), on: { grain: 'day' as const, at: Date.UTC(2026, 9, 24) / 3_600_000 } },
  advisory_ended: null,
} satisfies CentralAnswer;

describe('the look-up', () => {
  it('is the first screen, and asks the reason with the same tap that looks up', async () => {
    const { world } = await open();
    expect(screen()).toBe('look-up');
    await look_up('tf000g', 'call');
    expect(asked(world, 'look_up')).toEqual([
      { subject: { kind: 'plate', text: 'tf000g', country: 'NL' }, initiative: 'call', confirmed: false },
    ]);
    expect(words('subject')).toContain('TF-000-G');
    expect(document.activeElement?.tagName).toBe('H1');
  });

  it('refuses a paste that does not fit whole, and says the numbers', async () => {
    await open();
    const field = see('plate') as HTMLInputElement;
    const may_insert = async (data: string): Promise<boolean> => {
      const event = new InputEvent('beforeinput', { data, inputType: 'insertFromPaste', bubbles: true, cancelable: true });
      const may = field.dispatchEvent(event);
      await settled();
      return may;
    };
    await type('plate', 'tf');
    field.setSelectionRange(2, 2);
    expect(await may_insert(' gezien bij de TF-000-G of daaromtrent')).toBe(false);
    expect(field.value, 'nothing was cut').toBe('tf');
    expect(words('plate-too-long')).toContain('Samen zijn het 40 tekens en er passen er 24.');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(await violations()).toEqual([]);
    expect(await may_insert('-000-g')).toBe(true);
    expect(maybe('plate-too-long')).toBeNull();
    expect(field.hasAttribute('maxlength'), 'a browser cuts').toBe(false);
  });

  it('refuses a whole date that is pasted into one of its parts, and says so', async () => {
    await open();
    await tap('mode-person');
    const day = see('birth-day') as HTMLInputElement;
    const may_insert = async (data: string, inputType: string): Promise<boolean> => {
      const event = new InputEvent('beforeinput', { data, inputType, bubbles: true, cancelable: true });
      const may = day.dispatchEvent(event);
      await settled();
      return may;
    };
    expect(await may_insert('09-05-1980', 'insertFromPaste')).toBe(false);
    expect(words('birth-too-long')).toContain('Samen zijn het 10 tekens en er passen er 2.');
    expect(await violations()).toEqual([]);
    expect(await may_insert('09', 'insertFromPaste')).toBe(true);
    expect(maybe('birth-too-long')).toBeNull();
    await type('birth-day', '09');
    expect(await may_insert('1', 'insertText'), 'a key is no paste').toBe(true);
    expect(maybe('birth-too-long')).toBeNull();
  });

  it('takes nothing away that was typed while the app was still opening', async () => {
    let opened: () => void = () => undefined;
    const session = await open_slowly(new Promise((resolve) => (opened = resolve)));
    expect(screen(), 'no screen comes before it can stay').toBeUndefined();
    await session.backend.sync_now();
    await settled();
    expect(screen(), 'nor because of what a pass found').toBeUndefined();
    opened();
    await settled();
    expect(screen()).toBe('look-up');
    expect(words('sync-state'), 'what was told meanwhile counts').toBe('Alles verstuurd');
  });

  it('shows this phone at once and the country when it answers, in the same place', async () => {
    let answer: (it: CentralAnswer) => void = () => undefined;
    await open((world) => {
      world.local = counts([[0, 0, 0], [1, 0, 0], [2, 1, 1], [4, 1, 1]], NOW);
      world.central = () => new Promise((resolve) => (answer = resolve));
    });
    await look_up();
    expect(words('counts-local-year-queries')).toBe('4');
    expect(words('local-as-of')).toContain('Alleen deze telefoon, stand van');
    expect(maybe('counts-central')).toBeNull();
    answer(known);
    await settled();
    expect(words('counts-central-year-queries')).toBe('31');
    expect(words('counts-central-year-stops')).toBe('6');
    expect(words('counts-central-year-nothing')).toBe('5');
    expect(words('counts-local-year-queries'), 'this phone stays to be read').toBe('4');
    expect(see('central-state').getAttribute('aria-live')).toBe('polite');
    expect(words('advisory'), 'the check on which it rests').toContain('Bij de controle van 24 oktober 2026 is niets gevonden.');
    expect(words('advisory'), 'it ends within that day').toMatch(/tot 22 januari 2027 om \d\d:\d\d uur/);
    expect(page()).toContain('geen reden, geen verdenking en geen bevoegdheid');
    expect(await violations()).toEqual([]);
  });

  it('is answered on a full disk, and says that it is not recorded yet', async () => {
    await open((world) => (world.room = false));
    await look_up();
    expect(words('counts-local-year-queries')).not.toBe('');
    expect(words('not-recorded')).toContain('nog niet vastgelegd');
    expect(see('not-recorded').getAttribute('role')).toBe('alert');
    expect(await violations()).toEqual([]);
  });

  it('takes no network for an answer, not for an error', async () => {
    await open();
    await look_up();
    expect(words('central-state')).toBe('Geen netwerk. Je ziet alleen deze telefoon.');
    expect(maybe('problem')).toBeNull();
  });

  it('says so when the figures of a quarter are missing', async () => {
    const in_part: CentralAnswer = { ...known, counts: { ...known.counts, incomplete: true } };
    const { world } = await open((w) => (w.central = async () => in_part));
    await look_up();
    expect(words('counts-central-incomplete')).toBe('Cijfers van een kwartaal ontbreken nu. Het kunnen er dus meer zijn.');
    expect(words('central-state')).toBe('Een deel van de cijfers van het hele land is er.');
    expect(maybe('counts-local-incomplete'), 'this phone knows its own').toBeNull();
    expect(await violations()).toEqual([]);
    world.central = async () => known;
    await tap('leave-it');
    await look_up();
    expect(maybe('counts-central-incomplete')).toBeNull();
  });

  it('is answered on a full phone, which says that it is not recorded and lets her go on', async () => {
    const { world } = await open((w) => (w.room = false));
    await look_up();
    expect(see('not-recorded').getAttribute('role')).toBe('alert');
    expect(words('not-recorded')).toContain('Deze bevraging is nog niet vastgelegd.');
    expect(maybe('counts-local')).not.toBeNull();
    expect(await violations()).toEqual([]);
    await tap('leave-it');
    expect(words('problem'), 'a decision has to be kept').toContain('De telefoon is vol.');
    await tap('new-look-up');
    expect(maybe('plate'), 'the next car does not wait for room').not.toBeNull();
    await look_up('bf000g');
    expect(words('subject')).toContain('BF-000-G');
    world.room = true;
    await tap('leave-it');
    await look_up();
    expect(maybe('not-recorded')).toBeNull();
  });

  it('keeps the figures of the country, with their moment, when the network goes', async () => {
    const { world } = await open((world) => (world.central = async () => known));
    await look_up();
    if (world.look_up) world.look_up = { ...world.look_up, central: known };
    const as_of = words('central-as-of');
    world.central = async () => ({ answer: 'offline' });
    await reopen(world);
    expect(words('counts-central-year-stops')).toBe('6');
    expect(words('central-as-of')).toBe(as_of);
    expect(words('central-state')).toBe('Geen netwerk. Dit is de laatste stand die bekend is.');
    world.central = async () => ({ answer: 'unavailable', problem: 'server' });
    await reopen(world);
    expect(words('counts-central-year-stops')).toBe('6');
    expect(words('central-state')).toContain('Een nieuwere stand van het hele land is nu niet beschikbaar.');
  });

  it('speaks of figures and not of sending when they cannot be had, and asks for them again', async () => {
    const { world } = await open((world) => (world.central = async () => ({ answer: 'unavailable', problem: 'server' })));
    await look_up();
    expect(words('central-state')).toBe(
      'De cijfers van het hele land zijn nu niet beschikbaar. De server heeft een storing. Probeer het straks opnieuw.',
    );
    world.central = async () => ({ answer: 'unavailable', problem: 'quota' });
    await tap('ask-again');
    expect(words('central-state')).toContain('Je hebt voor nu het maximum bereikt. Probeer het straks opnieuw.');
    expect(page()).not.toContain('Versturen gaat later');
    expect(await violations()).toEqual([]);
    world.central = async () => known;
    await tap('ask-again');
    expect(words('counts-central-year-stops')).toBe('6');
    expect(document.activeElement, 'the reader stays where the answer is').toBe(see('central-state'));
    expect(maybe('ask-again')).toBeNull();
    expect(asked(world, 'look_up'), 'it is no second look-up').toHaveLength(1);
    expect(asked(world, 'central_counts')).toHaveLength(3);
  });

  it.each(['revoked', 'update_needed', 'epoch_key_changed'] as const)('asks again only when told to while %s stands in the way', async (problem) => {
    const { world } = await open((world) => (world.central = async () => ({ answer: 'unavailable', problem })));
    await look_up();
    expect(asked(world, 'central_counts'), 'not by itself').toHaveLength(1);
    world.central = async () => known;
    await tap('ask-again');
    expect(words('counts-central-year-stops'), 'once somebody mended it').toBe('6');
  });

  it('shows no advisory any more that central does not tell of', async () => {
    await open((world) => {
      world.advisory = { until: Date.UTC(2027, 0, 22, 12), on: null };
      world.central = async () => ({ ...known, advisory: null });
    });
    await look_up();
    expect(maybe('counts-central')).not.toBeNull();
    expect(maybe('advisory')).toBeNull();
  });

  it('does not put an answer that comes late under the next plate', async () => {
    const waiting: ((it: CentralAnswer) => void)[] = [];
    await open((world) => {
      world.central = () => new Promise((resolve) => waiting.push(resolve));
    });
    await look_up('tf000g');
    await tap('new-look-up');
    await look_up('bb00dd');
    waiting[0]?.(known);
    await settled();
    expect(maybe('counts-central')).toBeNull();
  });

  it('takes no birth year that is still to come', async () => {
    const { world } = await open();
    await tap('mode-person');
    await type('family-name', 'Jansen');
    await type('first-name', 'Ali');
    await type('birth-year', '2089');
    await tap('initiative-call');
    expect(words('problem')).toContain('Deze datum ligt in de toekomst.');
    expect(see('birth-year').getAttribute('aria-invalid')).toBe('true');
    expect(world.look_up).toBeNull();
  });

  it('looks up once, however often it is tapped', async () => {
    const { world } = await open();
    await type('plate', 'tf000g');
    for (let taps = 0; taps < 3; taps++) see('initiative-proactive').click();
    await settled();
    expect(asked(world, 'look_up')).toHaveLength(1);
    for (let taps = 0; taps < 3; taps++) see('check').click();
    await settled();
    expect(asked(world, 'start_check')).toHaveLength(1);
  });

  it('never chooses a reason for the officer: Enter only leads to them', async () => {
    const { world } = await open();
    await type('plate', 'tf000g');
    see('plate').closest('form')?.requestSubmit();
    await settled();
    expect(asked(world, 'look_up')).toEqual([]);
    expect(document.activeElement).toBe(see('initiative-proactive'));
  });

  it('takes a person whose day and month of birth are unknown', async () => {
    const { world } = await open();
    await tap('mode-person');
    await type('family-name', 'van der Berg');
    await type('first-name', 'Sam');
    await type('birth-year', '1988');
    await tap('initiative-operation');
    expect(words('question')).toContain('Bevragen zonder volledige geboortedatum?');
    expect(words('question')).toContain('Je ziet dan niet wat bekend is over van der Berg met een volledige geboortedatum.');
    expect(world.look_up, 'nothing was looked up yet').toBeNull();
    expect(await violations()).toEqual([]);
    await tap('question-no');
    expect(document.activeElement).toBe(see('birth-day'));
    await tap('initiative-operation', 'question-yes');
    expect(asked(world, 'look_up')[0]).toMatchObject({
      subject: {
        kind: 'person',
        family_name: 'van der Berg',
        first_name: 'Sam',
        birth: { year: 1988, month: null, day: null },
      },
    });
    expect(words('subject')).toContain('Geboren 1988');
    expect(await violations()).toEqual([]);
  });

  it('takes no unreadable day or month for an unknown one', async () => {
    const { world } = await open();
    await tap('mode-person');
    await type('family-name', 'Jansen');
    await type('first-name', 'Ali');
    await type('birth-year', '1988');
    await type('birth-month', '1o');
    await tap('initiative-call');
    expect(world.look_up, 'nothing was looked up').toBeNull();
    expect(words('problem')).toContain('Deze geboortedatum klopt niet.');
    for (const field of ['birth-day', 'birth-month']) {
      expect(see(field).getAttribute('aria-invalid'), field).toBe('true');
      expect(see(field).getAttribute('aria-describedby'), field).toBe('look-up-problem');
    }
    expect(see('birth-year').hasAttribute('aria-invalid'), 'the year is as it was meant').toBe(false);
    expect(await violations()).toEqual([]);
    await type('birth-month', '10');
    await type('birth-day', ' ');
    await tap('initiative-call', 'question-yes');
    expect(words('subject'), 'an empty day is an unknown one').toContain('Geboren oktober 1988');
  });

  it('takes zeros for what is unknown, and a person of whom no birth date is known', async () => {
    const { world } = await open();
    await tap('mode-person');
    await type('family-name', 'Jansen');
    await type('first-name', 'Ali');
    for (const part of ['birth-day', 'birth-month']) await type(part, '00');
    await type('birth-year', '1980');
    await tap('initiative-call', 'question-yes');
    expect(words('subject')).toContain('Geboren 1980');
    await tap('leave-it', 'mode-person');
    await type('family-name', 'Jansen');
    await tap('initiative-call');
    expect(words('question')).toContain('Bevragen zonder voornaam en volledige geboortedatum?');
    await tap('question-yes');
    expect(asked(world, 'look_up').at(-1)).toMatchObject({ subject: { birth: { year: 0, month: null, day: null } } });
    expect(words('subject')).toContain('geboortedatum onbekend');
    expect(await violations()).toEqual([]);
  });

  it('says of a person what name and birth date cannot tell', async () => {
    await open();
    for (const [given, namesake, also] of [['Mohamed Amin', true, 'VRIES, MOHAMEDAMIN'], ['Anne-Marie', false, 'VRIES, ANNE'], ['Ali', false, null]] as const) {
      await tap('mode-person');
      await type('family-name', 'de Vries');
      await type('first-name', given);
      for (const [part, number] of [['day', '9'], ['month', '5'], ['year', '1980']]) await type(`birth-${part}`, number ?? '');
      await tap('initiative-call');
      expect(words('subject'), 'as typed').toContain(`de Vries, ${given}`);
      expect(words('meaning-person')).toContain('met dezelfde naam en geboortedatum');
      expect(maybe('namesake') !== null, given).toBe(namesake);
      if (namesake) expect(words('namesake')).toContain('Dit kan een naamgenoot zijn');
      if (also) expect(words('also-as')).toContain(`Ook gezocht als ${also}.`);
      else expect(maybe('also-as'), 'of one spelling nothing').toBeNull();
      expect(maybe('may-be-cut')).toBeNull();
      expect(await violations()).toEqual([]);
      await tap('leave-it');
    }
    await look_up();
    expect(maybe('meaning-person'), 'of a plate nothing of the kind').toBeNull();
  });

  it('says that a name may have been cut by the document it was copied from', async () => {
    await open();
    await tap('mode-person');
    await type('family-name', 'VAN<DEN<HEUVEL<TIMMERMANS');
    await type('first-name', 'CHA');
    for (const [part, number] of [['day', '9'], ['month', '5'], ['year', '1980']]) await type(`birth-${part}`, number ?? '');
    await tap('initiative-call');
    expect(words('may-be-cut')).toContain('Typ de namen voluit');
    expect(await violations()).toEqual([]);
  });

  it('says that a day needs its month, and a month its year', async () => {
    const { world } = await open();
    await tap('mode-person');
    await type('family-name', 'Jansen');
    await type('birth-year', '1988');
    await type('birth-day', '9');
    await tap('initiative-call');
    expect(words('problem')).toContain('Vul bij een dag ook de maand in');
    await type('birth-year', '88.5');
    await type('birth-day', '');
    await tap('initiative-call');
    expect(words('problem')).toContain('Het jaar heeft vier cijfers.');
    expect(world.look_up).toBeNull();
  });

  it('says what is wrong with what was typed and keeps it', async () => {
    const { world } = await open();
    world.refuse.set('look_up', 'bsn');
    await look_up('111222333');
    expect(words('problem')).toContain('burgerservicenummer');
    expect((see('plate') as HTMLInputElement).value).toBe('111222333');
    expect(see('plate').getAttribute('aria-invalid')).toBe('true');
    expect(await violations()).toEqual([]);
  });
});

describe('leaving it', () => {
  it('is one tap, and the screen is ready for the next', async () => {
    const { world } = await open();
    await look_up();
    await tap('leave-it');
    expect(asked(world, 'leave_it')).toEqual([{ query: 'query-1', reason: null }]);
    expect(maybe('plate')).not.toBeNull();
    expect(words('left')).toContain('Genoteerd');
    expect(await violations()).toEqual([]);
  });

  it('takes a reason afterwards, which need not be given', async () => {
    const { world } = await open();
    await look_up();
    await tap('leave-it', 'leave-reason-recently_checked');
    expect(asked(world, 'leave_it').at(-1)).toEqual({ query: 'query-1', reason: 'recently_checked' });
    await look_up('bb00dd');
    await tap('new-look-up');
    expect(maybe('left'), 'the next look-up ends the asking').toBeNull();
  });
});
