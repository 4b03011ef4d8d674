// Countries whose plates are seen on Dutch roads (ISO 3166-1), named by the platform.
import { settings } from './settings.svelte';

const CODES =
  'AD AL AM AT AZ BA BE BG BY CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IS IT LI LT LU LV MA MC MD ME MK MT NL NO PL PT RO RS RU SE SI SK SM TN TR UA XK'.split(
    ' ',
  );

/** All of them by name, with the Netherlands and its neighbours first. */
export function countries(): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([settings.language], { type: 'region' });
  const named = CODES.map((code) => ({ code, name: names.of(code) ?? code }));
  const near = ['NL', 'BE', 'DE'];
  const rank = (code: string): number => (near.indexOf(code) + 4) % 4 || 4;
  return named.sort(
    (a, b) => rank(a.code) - rank(b.code) || a.name.localeCompare(b.name, settings.language),
  );
}
