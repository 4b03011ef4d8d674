// Officer Noor asks for a second view from looking back and reads the answers; adviser Sami answers.
import { describe, expect, it } from 'vitest';
import type { World } from '../../src/backend/memory/world';
import type { LessonFinding, ScannedLesson } from '../../src/backend/types';
import { violations } from '../axe';
import { all, asked, look_up, maybe, open, screen, see, tap, type, words } from '../app';

const TALK = 'Hoe leg ik in een gezin uit waarom ik dit vraag?';
const ASK = 'Vraag eerst wie het woord voert.';

/** What the core finds of this word in a text. */
function finding(text: string, word: string, kind: LessonFinding['kind'], sure: boolean): LessonFinding[] {
  const start = text.indexOf(word);
  return start < 0 ? [] : [{ kind, sure, words: word, place: { start, end: start + word.length } }];
}
function scan(text: string): ScannedLesson {
  const findings = [...finding(text, 'zf00gz', 'plate', true), ...finding(text, 'Sanne', 'name', false)];
  return { unreadable: text.trim() === '' ? 'blank' : null, findings };
}

/** A stop on which she looked back, on the screen. */
async function looked_back(): Promise<World> {
  const { world } = await open((world) => void (world.scan = scan));
  await look_up('bb00dd');
  await tap('check', 'ground-traffic_offence', 'basis-wvw_160', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done-see');
  expect(maybe('second-view'), 'a question comes from a reflection').toBeNull();
  await tap('reflect', 'do-again-yes', 'reflect-save');
  return world;
}
async function writes(testid: string, text: string): Promise<void> {
  await type(testid, text);
  see(testid).dispatchEvent(new FocusEvent('blur'));
}
function chooses(testid: string, about: object | null): void {
  const field = see(testid) as HTMLSelectElement;
  field.value = about === null ? '' : JSON.stringify(about);
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

describe('a second view', () => {
  it('is asked from a reflection, seen as the advisers will see it, with a card to call beside it', async () => {
    const world = await looked_back();
    await tap('second-view');
    expect(screen()).toBe('second-view');
    await expect.poll(() => maybe('second-view-text')).not.toBeNull();
    expect(words('second-view-nobody')).toContain('Niemand kan zien van wie de vraag is');
    expect(words('contact-card')).toContain('Netwerk Divers Vakmanschap');
    expect(words('contact-none'), 'no number is invented').toContain('nog geen telefoonnummer');
    expect(await violations()).toEqual([]);
    await tap('second-view-see');
    expect(words('second-view-unreadable')).toBe('Schrijf eerst je vraag.');
    await writes('second-view-text', TALK);
    expect(maybe('second-view-about-1'), 'one code first').toBeNull();
    chooses('second-view-about-0', { theme: 'workload' });
    await expect.poll(() => maybe('second-view-about-1')).not.toBeNull();
    chooses('second-view-about-1', { ground: 'vehicle_defect' });
    await expect.poll(() => maybe('second-view-unreadable')).toBeNull();
    await tap('second-view-see');
    await expect.poll(() => maybe('second-view-preview')).not.toBeNull();
    expect(words('second-view-preview')).toContain(TALK);
    expect(words('second-view-facts')).toContain('tot en met 21 januari 2027');
    expect(await violations()).toEqual([]);
    await tap('second-view-ask');
    expect(screen()).toBe('second-views');
    await expect.poll(() => maybe('own-second-view')).not.toBeNull();
    expect(words('own-second-view-place')).toContain('Wacht om te versturen.');
    const [sent] = asked(world, 'ask_second_view') as { input: object }[];
    expect(sent?.input).toEqual({ about: [{ theme: 'workload' }, { ground: 'vehicle_defect' }], text: TALK, harmless: [] });
  });

  it('cannot go with words of which the scan is sure, and asks about a doubtful word once', async () => {
    const world = await looked_back();
    await tap('second-view');
    await expect.poll(() => maybe('second-view-text')).not.toBeNull();
    chooses('second-view-about-0', { theme: 'workload' });
    await writes('second-view-text', 'Hoe was het met zf00gz');
    await expect.poll(() => maybe('second-view-sure')).not.toBeNull();
    expect(words('second-view-sure')).toContain('Zo kan de vraag niet weg');
    await tap('second-view-see');
    expect(maybe('second-view-preview')).toBeNull();
    await writes('second-view-text', 'Hoe doet Sanne dit');
    await expect.poll(() => maybe('second-view-asked')).not.toBeNull();
    expect(await violations()).toEqual([]);
    await tap('second-view-harmless-0', 'second-view-see');
    await expect.poll(() => maybe('second-view-preview')).not.toBeNull();
    await tap('second-view-ask');
    const [sent] = asked(world, 'ask_second_view') as { input: { harmless: object[] } }[];
    expect(sent?.input.harmless).toEqual([{ start: 9, end: 14 }]);
  });

  it('is kept while it is written', async () => {
    await looked_back();
    await tap('second-view');
    await expect.poll(() => maybe('second-view-text')).not.toBeNull();
    await writes('second-view-text', TALK);
    await tap('back', 'second-view');
    await expect.poll(() => (maybe('second-view-text') as HTMLTextAreaElement | null)?.value).toBe(TALK);
  });

  it('shows its answers, and is taken back with them', async () => {
    const { world } = await open((world) => {
      world.own_second_views = [
        { view: 'a', about: [{ theme: 'workload' }], text: TALK, place: 'released', answers: [ASK, 'Neem de tijd.'], until: '2027-01-21' },
      ];
    });
    await tap('my-shift');
    await expect.poll(() => maybe('see-second-views')).not.toBeNull();
    await tap('see-second-views');
    expect(screen()).toBe('second-views');
    await expect.poll(() => all('second-view-answer')).toHaveLength(2);
    expect(words('own-second-view-place')).toContain('2 antwoorden');
    expect(words('own-second-view')).toContain('tot en met 21 januari 2027');
    expect(maybe('contact-card')).not.toBeNull();
    expect(await violations()).toEqual([]);
    await tap('second-view-back', 'second-view-keep');
    expect(asked(world, 'take_second_view_back')).toEqual([]);
    await tap('second-view-back');
    expect(await violations()).toEqual([]);
    await tap('second-view-back-confirm');
    await expect.poll(() => maybe('second-view-answer')).toBeNull();
    expect(words('own-second-view')).not.toContain(TALK);
    expect(words('own-second-view-place')).toContain('Teruggenomen.');
  });
});

describe('an adviser', () => {
  const adviser = (world: World): void => {
    world.status = { ...world.status, role: 'adviser' };
    world.scan = scan;
    world.asked_views = [
      { view: 'a', about: [{ theme: 'workload' }], question: TALK, answers: 0, draft: null },
      { view: 'b', about: [{ theme: 'appearance' }, { ground: 'vehicle_defect' }], question: 'Wie spreek ik aan?', answers: 1, draft: null },
    ];
  };

  it('begins with the questions, without any look-up, and answers one', async () => {
    const { world } = await open(adviser);
    expect(screen()).toBe('advise');
    expect(maybe('nav-lookup'), 'no look-up').toBeNull();
    expect(maybe('nav-stops')).toBeNull();
    expect(maybe('nav-team')).toBeNull();
    await expect.poll(() => all('asked-view')).toHaveLength(2);
    expect(words('asked-view-state')).toBe('Nog geen antwoord.');
    expect(await violations()).toEqual([]);
    await tap('advise-answer');
    expect(screen()).toBe('advice');
    expect(words('advice-question')).toContain(TALK);
    expect(words('advice-nobody')).toContain('Je naam staat er niet bij');
    expect(await violations()).toEqual([]);
    await tap('advice-send');
    expect(words('advice-unreadable')).toBe('Schrijf eerst je antwoord.');
    await writes('advice-text', 'De zf00gz');
    await expect.poll(() => maybe('advice-sure')).not.toBeNull();
    await tap('advice-send');
    expect(asked(world, 'give_answer'), 'the scan blocks it').toEqual([]);
    expect(await violations()).toEqual([]);
    await writes('advice-text', ASK);
    await expect.poll(() => maybe('advice-sure')).toBeNull();
    await tap('advice-send');
    await expect.poll(() => screen()).toBe('advise');
    expect(asked(world, 'give_answer')).toEqual([{ view: 'a', input: { text: ASK, harmless: [] } }]);
    await expect.poll(() => words('asked-view-state')).toBe('Er is al één antwoord. Dat van jou komt ernaast.');
  });

  it('keeps what was written when central cannot be reached', async () => {
    const { world } = await open(adviser);
    await expect.poll(() => all('asked-view')).toHaveLength(2);
    await tap('advise-answer');
    await writes('advice-text', ASK);
    world.refuse.set('give_answer', 'offline');
    await tap('advice-send');
    await expect.poll(() => maybe('problem')).not.toBeNull();
    expect(see('problem').dataset.code).toBe('offline');
    expect((see('advice-text') as HTMLTextAreaElement).value).toBe(ASK);
    await tap('back');
    await expect.poll(() => maybe('asked-view-state')).not.toBeNull();
    await expect.poll(() => words('asked-view-state')).toBe('Je bent aan een antwoord begonnen.');
    world.refuse.clear();
    await tap('advise-answer');
    await expect.poll(() => (see('advice-text') as HTMLTextAreaElement).value).toBe(ASK);
    await tap('advice-send');
    await expect.poll(() => screen()).toBe('advise');
  });

  it('is told why the questions are not there', async () => {
    const { world } = await open((world) => {
      adviser(world);
      world.refuse.set('asked_second_views', 'offline');
    });
    await expect.poll(() => maybe('problem')).not.toBeNull();
    world.refuse.clear();
    await tap('advise-again');
    await expect.poll(() => all('asked-view')).toHaveLength(2);
  });
});
