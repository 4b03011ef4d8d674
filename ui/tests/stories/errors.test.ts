// Officer Noor mistypes: each error stands at its field, says what is allowed, and goes when it is mended.
import { describe, expect, it } from 'vitest';
import { violations } from '../axe';
import { asked, check, look_up, maybe, open, screen, see, settled, tap, type, words } from '../app';

const focused = (): string | undefined => (document.activeElement as HTMLElement | null)?.dataset.testid;
const invalid = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('[aria-invalid="true"]')].map((each) => each.dataset.testid ?? '');

async function person(family: string, first: string, ...birth: string[]): Promise<void> {
  await tap('mode-person');
  await type('family-name', family);
  await type('first-name', first);
  for (const [at, part] of ['day', 'month', 'year'].entries()) await type(`birth-${part}`, birth[at] ?? '');
}

describe('an error of a look-up', () => {
  it('of a first name stands at the first name, takes the focus there and goes when it is mended', async () => {
    await open();
    await person('Jansen', 'Jan2', '9', '5', '1980');
    await tap('initiative-call');
    expect(invalid()).toEqual(['first-name']);
    expect(focused()).toBe('first-name');
    expect(see('problem').previousElementSibling).toBe(see('first-name'));
    expect(words('problem')).toContain('In een voornaam staan alleen letters');
    expect(await violations()).toEqual([]);
    await type('first-name', 'Jan');
    expect(maybe('problem')).toBeNull();
    expect(invalid()).toEqual([]);
  });

  it('of a date says what is wrong with it', async () => {
    await open();
    const said: [string[], string, string[]][] = [
      [['30', '2', '1980'], 'Die dag of maand bestaat niet.', ['birth-day', 'birth-month']],
      [['9', '', '1988'], 'Vul bij een dag ook de maand in', ['birth-day', 'birth-month']],
      [['9', '5', '1880'], 'Kies een jaar van 1900 tot en met 2099.', ['birth-year']],
    ];
    for (const [birth, text, fields] of said) {
      await person('Jansen', 'Ali', ...birth);
      await tap('initiative-call');
      expect(words('problem'), text).toContain(text);
      expect(invalid(), text).toEqual(fields);
    }
  });

  it('of a plate does not follow to the person, and what was typed survives another tab', async () => {
    const { world } = await open();
    await look_up('');
    expect(words('problem')).toContain('Vul een kenteken in.');
    await tap('mode-person');
    expect(maybe('problem')).toBeNull();
    await person('Jansen', 'Ali', '9', '5', '1980');
    await tap('nav-stops', 'nav-lookup');
    expect((see('family-name') as HTMLInputElement).value).toBe('Jansen');
    await tap('initiative-call');
    expect(asked(world, 'look_up').at(-1)).toMatchObject({ subject: { family_name: 'Jansen', first_name: 'Ali' } });
    await tap('new-look-up');
    expect((see('plate') as HTMLInputElement).value, 'it is gone once it was looked up').toBe('');
  });

  it('is asked about with the safer answer in front', async () => {
    await open();
    await person('Jansen', '', '9', '5', '1980');
    await tap('initiative-call');
    expect(see('question-no').classList.contains('primary')).toBe(true);
    expect(see('question-yes').classList.contains('primary')).toBe(false);
  });
});

describe('what is missing in a check', () => {
  it('leads to its question', async () => {
    await open();
    await check();
    await tap('next', 'missing-legal_basis');
    expect(document.activeElement?.textContent).toBe('Welke bevoegdheid?');
    await tap('missing-ground');
    expect(document.activeElement?.textContent).toBe('Gedrag: wat deed iemand?');
    expect(await violations()).toEqual([]);
    await tap('ground-evading', 'basis-apv', 'next', 'next', 'missing-reason_told');
    expect(document.activeElement?.textContent).toBe('Heb je de reden van de controle verteld?');
    await tap('told-unasked', 'next', 'something-found');
    expect(document.activeElement?.textContent, 'the questions that open').toBe('Wat vond of deed je?');
    await tap('finish', 'missing-findings');
    expect(document.activeElement?.textContent).toBe('Wat vond of deed je?');
    await tap('finding-fine', 'missing-link');
    expect(document.activeElement?.textContent).toBe('Paste dat bij je reden?');
  });

  it('and what cannot be kept as it is leads to its field, not to another try', async () => {
    await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'spare');
    await type('spare-days', '999');
    await settled();
    expect(words('spare-refused')).toBe('Vul een heel getal in van 1 tot en met 365.');
    expect(maybe('save-again')).toBeNull();
    await tap('to-field');
    expect(focused()).toBe('spare-days');
  });
});

describe('the other screens', () => {
  it('say that a code or a reason is needed', async () => {
    await open((world) => (world.status = { ...world.status, enrolled: false }));
    see('enrol').closest('form')?.requestSubmit();
    await settled();
    expect(words('enrol-need')).toBe('Vul eerst de code in.');
    expect(focused()).toBe('enrol-code');
    expect(await violations()).toEqual([]);
  });

  it('say no more that a code was refused once it is typed anew', async () => {
    await open((world) => {
      world.status = { ...world.status, enrolled: false };
      world.refuse.set('enrol', 'enrolment_code');
    });
    await type('enrol-code', 'no such code');
    await tap('enrol');
    expect(words('problem')).toContain('Deze code klopt niet');
    expect(see('enrol-code').getAttribute('aria-invalid')).toBe('true');
    await type('enrol-code', 'ABCD-1234');
    expect(maybe('problem')).toBeNull();
    expect(see('enrol-code').hasAttribute('aria-invalid')).toBe(false);
  });

  it('have a title that says which one it is and never of whom', async () => {
    await open();
    expect(document.title).toBe('Wie of wat bevraag je? – ProCo');
    await look_up();
    expect(document.title).toBe('Wat er bekend is – ProCo');
    await tap('leave-it', 'nav-settings');
    expect(see('language-en').querySelector('[lang]')?.getAttribute('lang')).toBe('en');
    expect(screen()).toBe('settings');
    expect(document.title).toBe('Instellingen – ProCo');
  });

  it('ask a reason for a withdrawal with a yes that can be tapped, and call it the last version then', async () => {
    const { world } = await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done-see', 'withdraw');
    expect((see('withdraw-confirm') as HTMLButtonElement).disabled).toBe(false);
    await tap('withdraw-confirm');
    expect(words('withdraw-need')).toBe('Kies eerst een reden.');
    await tap('withdraw-reason-double', 'withdraw-confirm');
    expect(world.stops[0]?.withdrawn).toBe(true);
    expect(words('revision')).toContain('Laatste versie, ingetrokken');
  });
});
