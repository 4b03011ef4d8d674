// Invented counts for screen tests and for looking at screens.
import type { BirthInput, Counts, Doubt, NameView, SubjectInput, SubjectView } from '../types';

const HOUR = 3_600_000;

export function counts(numbers: number[][], at: number): Counts {
  const windows = (['day', 'week', 'month', 'year'] as const).map((window, i) => {
    const [queries = 0, stops = 0, found_nothing = 0] = numbers[i] ?? [];
    return { window, queries, stops, found_nothing };
  });
  const any = windows[3];
  return {
    windows,
    last_query: any && any.queries > 0 ? { grain: 'moment', at: at - 26 * HOUR } : null,
    last_stop: any && any.stops > 0 ? { grain: 'hour', at: Math.floor(at / HOUR) - 26 } : null,
    as_of: at,
    incomplete: false,
  };
}

export function spell(text: string): string {
  const plain = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return plain.replace(/([A-Z])(?=\d)|(\d)(?=[A-Z])/g, '$1$2-');
}

/** As the core judges it, near enough: a day needs its month, and a month its year. */
export function is_birth({ year, month, day }: BirthInput): boolean {
  if (year === 0) return !month && !day;
  if (year < 1900 || year > 2099 || (!month && !!day)) return false;
  return (month ?? 0) <= 12 && (day ?? 0) <= 31;
}

export function odd_person({ first_name, birth }: SubjectInput & { kind: 'person' }): Doubt | null {
  const is_whole = birth.year !== 0 && !!birth.month && !!birth.day;
  if (first_name.trim() !== '') return is_whole ? null : 'partial_birth';
  return is_whole ? 'no_first_name' : 'no_first_name_partial_birth';
}

export function as_view(subject: SubjectInput): SubjectView {
  if (subject.kind === 'no_plate') return { kind: 'no_plate' };
  if (subject.kind === 'plate') {
    const spelled = subject.country === 'NL' ? spell(subject.text) : subject.text.toUpperCase();
    return { kind: 'plate', spelled, country: subject.country };
  }
  const { year, month, day } = subject.birth;
  const parts = [year, month, day].filter((part, i): part is number => i === 0 || !!part);
  return {
    kind: 'person',
    family_name: subject.family_name.trim(),
    first_name: subject.first_name.trim(),
    other_first_names: subject.first_name.trim().includes(' '),
    birth: parts.map((part, i) => String(part).padStart(i === 0 ? 4 : 2, '0')).join('-'),
  };
}

/** As the core tells it, of one of its rules: a dash between given names is lost in the zone of a document. */
export function name_view(subject: SubjectInput): NameView {
  if (subject.kind !== 'person') return { also_as: [], may_be_cut: false };
  const [first, ...others] = subject.first_name.trim().split('-');
  const zone = (name: string): string => name.toUpperCase().replace(/[^A-Z]/g, '');
  return {
    also_as: others.length > 0 ? [`${zone(subject.family_name)}, ${zone(first ?? '')}`] : [],
    may_be_cut: `${subject.family_name}<<${subject.first_name}`.length === 30,
  };
}
