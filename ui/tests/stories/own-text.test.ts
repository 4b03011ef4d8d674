// What an officer writes in her own words: how long it may be, and what is asked of a number in it.
import { describe, expect, it } from 'vitest';
import { violations } from '../axe';
import { asked, check, maybe, open, see, settled, tap, type, words } from '../app';

describe('a text of her own', () => {
  const field = (): HTMLTextAreaElement => see('ground-note') as HTMLTextAreaElement;
  /** What a browser sends before it inserts; true when it may. */
  const may_insert = async (data: string): Promise<boolean> => {
    const event = new InputEvent('beforeinput', { data, inputType: 'insertFromPaste', bubbles: true, cancelable: true });
    const may = field().dispatchEvent(event);
    await settled();
    return may;
  };

  it('is asked about when a number in it may be a BSN, and kept once she says that it is none', async () => {
    const { world } = await open();
    await check();
    world.refuse.set('save_field', 'maybe_bsn');
    await type('ground-note', '11 12 22 333');
    field().dispatchEvent(new Event('blur'));
    await settled();
    expect(words('problem')).toContain('Is dit een burgerservicenummer?');
    expect(field().getAttribute('aria-invalid')).toBe('true');
    expect(await violations()).toEqual([]);
    await tap('bsn-change');
    expect(document.activeElement).toBe(field());
    world.refuse.clear();
    await tap('bsn-none');
    expect(asked(world, 'save_field').at(-1)).toMatchObject({
      change: { field: 'ground_note', value: '11 12 22 333', no_bsn: true },
    });
    expect(world.draft?.answers.ground_note).toBe('11 12 22 333');
    expect(maybe('bsn-none')).toBeNull();
  });

  it('is asked about anew when another number comes in', async () => {
    const { world } = await open();
    await check();
    const kept = async (text: string): Promise<boolean> => {
      await type('ground-note', text);
      field().dispatchEvent(new Event('blur'));
      await settled();
      const last = asked(world, 'save_field').at(-1) as { change: { value: string; no_bsn?: boolean } };
      expect(last.change.value).toBe(text);
      return last.change.no_bsn === true;
    };
    world.refuse.set('save_field', 'maybe_bsn');
    expect(await kept('zaak van 11 12 22 333')).toBe(false);
    world.refuse.clear();
    await tap('bsn-none');
    expect(await kept('in een zaak van 11 12 22 333.'), 'it is the same number').toBe(true);
    expect(await kept('in een zaak van 11 12 22 333 en 12 34 56 782'), 'of this one she said nothing').toBe(false);
  });

  it('refuses what does not fit whole, and says the numbers', async () => {
    await open();
    await check();
    await type('ground-note', 'a'.repeat(450));
    field().setSelectionRange(450, 450);
    expect(await may_insert('b'.repeat(249))).toBe(false);
    expect(field().value, 'nothing was cut').toHaveLength(450);
    expect(words('too-long')).toContain('Samen zijn het 699 tekens en er passen er 500.');
    expect(await violations()).toEqual([]);
    expect(await may_insert('\u{1f468}\u200d\u{1f469}\u200d\u{1f466}'.repeat(50)), 'fifty are seen').toBe(true);
    expect(maybe('too-long')).toBeNull();
    expect(field().hasAttribute('maxlength'), 'a browser counts otherwise, and cuts').toBe(false);
  });
});
