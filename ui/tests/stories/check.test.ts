// Officer Noor checks a car, finds nothing, and is done in eight taps.
import { describe, expect, it, vi } from 'vitest';
import { violations } from '../axe';
import { asked, check, later, look_up, maybe, open, reopen, screen, see, settled, tap, type, words, type Shown } from '../app';

const pressed = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('[aria-pressed=true]')].map((b) => b.dataset.testid ?? '');

/** The last step, with only the number of days to spare left to say. */
async function at_the_end(): Promise<Shown> {
  const shown = await open();
  await check();
  await tap('ground-vehicle_defect', 'basis-wvw_160', 'next', 'told-unasked', 'next', 'spare');
  return shown;
}

describe('a check that found nothing', () => {
  it('takes eight taps beyond the plate, and nothing is filled in beforehand', async () => {
    const { world } = await open();
    await type('plate', 'tf000g');
    const filled: string[][] = [];
    const road = ['initiative-proactive', 'check', 'ground-vehicle_defect', 'basis-wvw_160', 'next', 'told-unasked', 'next', 'nothing-found-finish'];
    for (const id of road) {
      await tap(id);
      if (['check', 'next'].includes(id)) filled.push(pressed());
    }
    expect(road.length).toBeLessThanOrEqual(8);
    expect(filled).toEqual([[], [], []]);
    expect(screen()).toBe('done');
    type Kept = { change?: { field: string }; last?: { field: string } };
    const kept = [...asked(world, 'save_field'), ...asked(world, 'finish')] as Kept[];
    const fields = kept.map(({ change, last }) => (change ?? last)?.field);
    expect(fields, 'only what the officer tapped was saved').toEqual(['grounds', 'legal_basis', 'reason_told', 'result']);
    expect(await violations()).toEqual([]);
    await tap('done');
    expect(screen()).toBe('look-up');
  });

  it('is finished with its last answer in one question to the core', async () => {
    const { world } = await at_the_end();
    const before = world.asked.length;
    await tap('nothing-found-finish');
    // Whether it can be taken back, and which bases were used of late, is asked too; that records nothing.
    const reads = ['can_take_back', 'recent_bases'];
    const recorded = world.asked.slice(before).filter(({ command }) => !reads.includes(command));
    expect(recorded).toEqual([
      { command: 'finish', args: { draft: 'draft-2', revision: 5, last: { field: 'result', value: 'nothing' } } },
    ]);
    expect(world.stops[0]?.outcome).toEqual({ result: 'nothing' });
  });

  it('keeps its last answer where the core says that something is missing', async () => {
    const { world } = await at_the_end();
    if (world.draft) world.draft.answers.legal_basis = null;
    await tap('nothing-found-finish');
    expect(screen()).toBe('reflect');
    expect(words('missing')).toContain('bevoegdheid');
    expect(words('missing')).not.toContain('gevonden');
    expect(world.draft?.answers.result, 'it is in the draft').toBe('nothing');
    expect(maybe('not-saved'), 'and nothing is said to be lost').toBeNull();
  });

  it('keeps its last answer on the screen while the phone is full', async () => {
    const { world } = await at_the_end();
    world.refuse.set('finish', 'disk_full');
    await tap('nothing-found-finish');
    expect(screen()).toBe('reflect');
    expect(words('not-saved')).toContain('vol');
    expect(maybe('problem'), 'once').toBeNull();
    world.refuse.delete('finish');
    expect(world.draft?.answers.result).toBeNull();
    await tap('save-again');
    expect(world.draft?.answers.result, 'it was not forgotten').toBe('nothing');
    expect(maybe('not-saved')).toBeNull();
    await tap('nothing-found-finish');
    expect(world.stops[0]?.outcome).toEqual({ result: 'nothing' });
  });

  it('has no violation on any step', async () => {
    await open();
    await check();
    for (const element of document.querySelectorAll('details')) element.open = true;
    await tap('ground-wanted_description', 'basis-politiewet_7');
    expect(await violations()).toEqual([]);
    await tap('description-source-witness', 'description-just-before', 'next');
    await tap('escalation-calmed');
    expect(await violations()).toEqual([]);
    await tap('told-when_asked', 'next', 'spare');
    for (const element of document.querySelectorAll('details')) element.open = true;
    expect(await violations()).toEqual([]);
    await tap('something-found');
    expect(await violations()).toEqual([]);
  });

  it('offers ninety days to spare', async () => {
    const { world } = await at_the_end();
    expect((see('spare-days') as HTMLInputElement).value).toBe('90');
    await tap('nothing-found-finish');
    expect(world.revisions.get('draft-2')?.[0]?.answers.spare).toBe(90);
    expect(words('done-spared')).toContain('Met rust laten tot');
  });

  it('is not done while the days to spare are no number that the core takes', async () => {
    const { world } = await at_the_end();
    for (const wrong of ['400', '0', '1.5', '']) {
      await type('spare-days', '40');
      await settled();
      await type('spare-days', wrong);
      await settled();
      expect(see('spare-days').getAttribute('aria-invalid'), wrong).toBe('true');
      await tap('nothing-found-finish');
      expect(screen(), `${wrong} is on the screen, so nothing else is finished`).toBe('reflect');
      expect((see('spare-days') as HTMLInputElement).value).toBe(wrong);
      expect(words('not-saved')).toContain('Dit klopt niet.');
    }
    expect(await violations()).toEqual([]);
    await type('spare-days', '30');
    await settled();
    expect(see('spare-days').hasAttribute('aria-invalid')).toBe(false);
    await tap('nothing-found-finish');
    expect(world.revisions.get('draft-2')?.[0]?.answers.spare).toBe(30);
  });

  it('has no days to spare any more once it is not spared, or something was found', async () => {
    const { world } = await at_the_end();
    await type('spare-days', '400');
    await tap('spare');
    expect(maybe('not-saved')).toBeNull();
    await tap('spare');
    expect((see('spare-days') as HTMLInputElement).value, 'a number that was refused is not offered again').toBe('90');
    await type('spare-days', '400');
    await tap('something-found', 'finding-fine', 'link-linked', 'finish');
    expect(screen()).toBe('done');
    expect(world.revisions.get('draft-2')?.[0]?.answers.spare).toBeNull();
  });
});

describe('a check', () => {
  it('does not go on without a ground, and says what is missing', async () => {
    await open();
    await check();
    await tap('next');
    expect(screen()).toBe('select');
    expect(words('missing')).toContain('Kies minstens één reden.');
    await tap('ground-evading');
    expect(words('missing')).not.toContain('reden.');
    await tap('basis-voluntary', 'next');
    expect(screen()).toBe('contact');
  });

  it('takes a description only with its source and time', async () => {
    await open();
    await check();
    expect(maybe('description')).toBeNull();
    await tap('ground-wanted_description', 'basis-wvw_160', 'next');
    expect(words('missing')).toContain('signalement');
    await tap('description-source-control_room', 'description-just-before', 'next');
    expect(screen()).toBe('contact');
  });

  it('takes no description of after its start', async () => {
    const { world } = await open();
    await check();
    await tap('ground-wanted_description', 'basis-wvw_160', 'description-source-witness');
    const began = world.draft?.started_at ?? 0;
    const field = see('description-given-at') as HTMLInputElement;
    const local = (at: number): string =>
      new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    expect(field.max, 'the field offers none').toBe(local(began));
    field.value = local(began + 3_600_000);
    field.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    await tap('next');
    expect(screen()).toBe('select');
    expect(words('missing')).toContain('Dit tijdstip ligt na het begin van de controle. Kies een eerder tijdstip.');
    await tap('description-just-before');
    expect(world.draft?.answers.description_given_at).toBe(began);
    await tap('next');
    expect(screen()).toBe('contact');
  });

  it('does not ask whether a reason was understood that was not told', async () => {
    await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next', 'told-when_asked');
    expect(maybe('understood-yes')).not.toBeNull();
    await tap('told-not_told');
    expect(maybe('understood-yes')).toBeNull();
  });

  it('keeps half a reflection for when the officer looks back', async () => {
    const { world } = await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'reflect-now', 'theme-workload');
    await type('reflection-note', 'te snel');
    expect(words('half-reflection')).toContain('bij Mijn controles');
    await tap('nothing-found-finish', 'done-see', 'reflect');
    expect(pressed()).toEqual(['theme-workload']);
    expect((see('reflection-note') as HTMLTextAreaElement).value).toBe('te snel');
    expect(world.stops[0]?.awaits_reflection).toBe(true);
  });

  it('shows when a legal basis may be used and how to say it', async () => {
    await open();
    await check();
    await tap('basis-voluntary');
    expect(document.body.textContent).toContain('U mag nee zeggen en doorlopen.');
    await tap('ground-report', 'next');
    expect(words('say')).toContain('U mag nee zeggen');
  });

  it('tells why the four usual mistakes are no ground, and none can be chosen', async () => {
    await open();
    await check();
    for (const code of ['gut_feeling', 'does_not_belong', 'group_statistics', 'foreign_plate']) {
      expect(see(`not-ground-${code}`).closest('details')?.textContent?.length).toBeGreaterThan(60);
      expect(maybe(`ground-${code}`)).toBeNull();
    }
  });

  it('is left after all in one tap and one question, so that it is never half done', async () => {
    const { world } = await open();
    await check();
    await tap('let-go');
    expect(asked(world, 'discard_draft'), 'a kill in between would record nothing').toEqual([]);
    expect(asked(world, 'leave_it')).toEqual([{ query: 'query-1', reason: null }]);
    expect(world.draft).toBeNull();
    expect(screen()).toBe('look-up');
    expect(maybe('left')).not.toBeNull();
  });

  it('that ends leaves another look-up on the screen where it was', async () => {
    const { world } = await open();
    await check();
    await tap('ground-evading', 'basis-apv');
    const again = await reopen(world);
    again.session.nav.start({ screen: 'look-up' });
    await settled();
    await look_up('gf000b');
    await tap('resume-go-on', 'next', 'told-unasked', 'next', 'nothing-found-finish', 'done');
    expect(words('subject'), 'it still asks for a decision').toContain('GF-000-B');
    await tap('check', 'let-go');
    expect(world.look_up, 'this one was decided').toBeNull();
  });

  it('that is let go leaves another look-up on the screen where it was', async () => {
    const { world } = await open();
    await check();
    const again = await reopen(world);
    again.session.nav.start({ screen: 'look-up' });
    await settled();
    await look_up('gf000b');
    await tap('resume-go-on', 'let-go');
    expect(asked(world, 'leave_it')).toEqual([{ query: 'query-1', reason: null }]);
    expect(words('subject')).toContain('GF-000-B');
    expect(world.look_up?.subject).toMatchObject({ spelled: 'GF-000-B' });
  });

  it('that found something asks what, and whether the ground pointed to it', async () => {
    const { world } = await open();
    await check();
    await tap('ground-vehicle_defect', 'basis-wvw_160', 'next', 'told-unasked', 'next', 'something-found', 'finish');
    expect(words('missing')).toContain('Vul in wat er is gevonden.');
    await tap('finding-fine', 'finish');
    expect(words('missing')).toContain('Geef aan of dat bij de reden paste.');
    await tap('link-linked', 'finish');
    expect(world.stops[0]?.outcome).toEqual({ result: 'found', findings: ['fine'], link: 'linked' });
  });

  it('takes an answer back with a second tap', async () => {
    const { world } = await open();
    await check();
    await tap('basis-wvw_160', 'basis-wvw_160');
    expect(world.draft?.answers.legal_basis).toBeNull();
  });
});

describe('a draft that lay untouched for a week while the app was open', () => {
  const ways: [string, string, ...string[]][] = [
    ['the next answer', 'ground-evading'],
    ['the next step', 'ground-evading', 'basis-apv', 'next'],
    ['leaving it', 'let-go'],
  ];
  it.each(ways)('leaves the screen at %s, and the officer is told', async (_, ...taps) => {
    const { world, session } = await open();
    await check();
    const last = taps.pop() as string;
    await tap(...taps);
    world.drafts = [];
    world.look_up = null;
    world.refuse.set('leave_it', 'gone');
    world.status = { ...world.status, notices: ['draft_closed'] };
    await tap(last);
    await settled();
    expect(screen()).toBe('look-up');
    expect(session.draft).toBeNull();
    expect(words('notices')).toContain('is gesloten');
    expect(maybe('plate'), 'and the next look-up can be made').not.toBeNull();
  });

  it('does so too when it was an amendment that he stops', async () => {
    const { world, session } = await open();
    await check();
    await tap('ground-evading', 'basis-apv', 'next', 'told-unasked', 'next', 'nothing-found-finish');
    await session.amend(world.stops[0]?.id ?? '');
    await settled();
    world.drafts = [];
    world.refuse.set('discard_draft', 'gone');
    world.status = { ...world.status, notices: ['draft_closed'] };
    await tap('let-go');
    expect(screen()).toBe('look-up');
    expect(words('notices')).toContain('is gesloten');
  });
});

describe('after the phone killed the app', () => {
  it('comes back in the same step with the same answers', async () => {
    const { world } = await open();
    await check();
    await tap('ground-disturbance', 'basis-wvw_160', 'next', 'told-not_told', 'rating-voice-3');
    await reopen(world);
    expect(screen()).toBe('contact');
    expect(pressed()).toEqual(['told-not_told', 'rating-voice-3']);
    await tap('back');
    expect(screen()).toBe('select');
    expect(pressed()).toEqual(['ground-disturbance', 'basis-wvw_160']);
  });

  it('comes back to a look-up that was not decided', async () => {
    const { world } = await open();
    await look_up();
    await reopen(world);
    expect(words('subject')).toContain('TF-000-G');
    await tap('check');
    expect(screen()).toBe('select');
  });
});

describe('words of the officer’s own', () => {
  it('are kept 300 ms after the last key, and at once when the app is left', async () => {
    vi.useFakeTimers();
    const { world } = await open();
    await check();
    await type('ground-note', 'reed');
    await later(200);
    await type('ground-note', 'reed slingerend');
    await later(299);
    expect(asked(world, 'save_field')).toEqual([]);
    await later(1);
    expect(world.draft?.answers.ground_note).toBe('reed slingerend');
    await type('ground-note', 'reed slingerend over de weg');
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    expect(world.draft?.answers.ground_note).toBe('reed slingerend over de weg');
  });

  it('are on disk before the step is left', async () => {
    const { world } = await open();
    await check();
    await tap('ground-evading', 'basis-apv');
    await type('ground-note', 'liep hard weg');
    await tap('next');
    expect(screen()).toBe('contact');
    expect(world.draft?.answers.ground_note).toBe('liep hard weg');
  });

  it('stay on the screen when they could not be kept, and are tried again', async () => {
    const { world } = await open();
    await check();
    await tap('ground-evading', 'basis-apv');
    world.refuse.set('save_field', 'disk_full');
    await type('ground-note', 'liep hard weg');
    await tap('next');
    expect(screen(), 'nothing is left behind unsaved').toBe('select');
    expect(words('not-saved')).toContain('De telefoon is vol');
    expect((see('ground-note') as HTMLTextAreaElement).value).toBe('liep hard weg');
    expect(await violations()).toEqual([]);
    world.refuse.clear();
    await tap('save-again');
    expect(maybe('not-saved')).toBeNull();
    expect(world.draft?.answers.ground_note).toBe('liep hard weg');
  });

  it('a chip that could not be kept stays chosen', async () => {
    const { world } = await open();
    await check();
    world.refuse.set('save_field', 'store');
    await tap('ground-evading');
    expect(pressed()).toEqual(['ground-evading']);
    expect(maybe('not-saved')).not.toBeNull();
  });
});
