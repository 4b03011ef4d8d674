// The countries of the world (ISO 3166-1, and Kosovo), named by the platform in the language of the officer.
import { t } from './messages/t';
import { LANGUAGES, settings, type Language } from './settings.svelte';

/** `ZZ`: reserved for users by ISO 3166-1, and the unknown region of Unicode. */
export const ANOTHER = 'ZZ';

const CODES =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'.split(
    ' ',
  );
/** The countries of which plates are seen most on Dutch roads. */
const FREQUENT = ['NL', 'BE', 'DE', 'PL', 'FR', 'GB', 'LU', 'ES', 'IT', 'RO', 'BG', 'LT', 'UA'];

export type Named = { code: string; name: string };

const NAMES: Record<Language, Intl.DisplayNames> = {
  nl: new Intl.DisplayNames(['nl'], { type: 'region' }),
  en: new Intl.DisplayNames(['en'], { type: 'region' }),
};

export function country_name(code: string): string {
  if (code === ANOTHER) return t('country.another');
  return NAMES[settings.language].of(code) ?? code;
}

const named = (code: string): Named => ({ code, name: country_name(code) });

/** The frequent ones, behind the Netherlands the one that was used last, and at the end "another". */
export function frequent_countries(): Named[] {
  const [home = 'NL', ...others] = FREQUENT;
  const last = settings.country;
  const first = last === null || last === home ? [home] : [home, last];
  return [...first, ...others.filter((code) => !first.includes(code)), ANOTHER]
    .filter((code, at, all) => all.indexOf(code) === at)
    .map(named);
}

/** All countries, sorted by name. */
export function countries(): Named[] {
  return CODES.map(named).sort((a, b) => a.name.localeCompare(b.name, settings.language));
}

/** Lower case without diacritics, so that a search for "turkiye" finds "Türkiye". */
const bare = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** The countries that are looked for by a part of their name in Dutch or English, or by their code. Behind them stands "another". */
export function found_countries(typed: string): Named[] {
  const wanted = bare(typed);
  if (wanted === '') return [];
  const rank = (code: string): number => {
    if (code.toLowerCase() === wanted) return 0;
    const names = LANGUAGES.map((language) => bare(NAMES[language].of(code) ?? ''));
    if (names.some((name) => name.startsWith(wanted))) return 1;
    return names.some((name) => name.includes(wanted)) ? 2 : 3;
  };
  const found = countries()
    .map((country) => ({ country, rank: rank(country.code) }))
    .filter((each) => each.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, 6)
    .map(({ country }) => country);
  return [...found, named(ANOTHER)];
}
