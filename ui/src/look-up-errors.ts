// At which field of the look-up a refusal stands.
import type { Refusal } from './backend/backend';

const AT: Partial<Record<Refusal['code'], string>> = {
  first_name_script: 'first-name',
  first_name_character: 'first-name',
  first_name_too_long: 'first-name',
  birth_date: 'birth-day',
  birth_part: 'birth-day',
  birth_in_future: 'birth-year',
  birth_year: 'birth-year',
  family_name: 'family-name',
  name_script: 'family-name',
  name_character: 'family-name',
  name_too_long: 'family-name',
  plate_empty: 'plate',
  plate_character: 'plate',
  plate_too_long: 'plate',
  country: 'plate',
};

/** The field of a refusal, on the form of a plate or of a person; undefined where no field is wrong. */
export function wrong_field(kind: 'plate' | 'person', code: Refusal['code'] | null): string | undefined {
  if (code === null) return undefined;
  if (code === 'bsn' || code === 'maybe_bsn') return kind === 'plate' ? 'plate' : 'family-name';
  return AT[code];
}
