// Invented counts for screen tests and for looking at screens.
import type { BirthInput, Counts, SubjectInput, SubjectView } from '../types';

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

/** As the core judges it, near enough: a day needs its month, and the year is always needed. */
export function is_birth({ year, month, day }: BirthInput): boolean {
  if (year < 1900 || year > 2099 || (month === null && day !== null)) return false;
  return (month === null || (month >= 1 && month <= 12)) && (day === null || (day >= 1 && day <= 31));
}

export function as_view(subject: SubjectInput): SubjectView {
  if (subject.kind === 'plate') {
    const spelled = subject.country === 'NL' ? spell(subject.text) : subject.text.toUpperCase();
    return { kind: 'plate', spelled, country: subject.country };
  }
  const { year, month, day } = subject.birth;
  const parts = [year, month, day].filter((part): part is number => part !== null);
  return {
    kind: 'person',
    family_name: subject.family_name.toUpperCase(),
    first_name: subject.first_name.toUpperCase(),
    birth: parts.map((part, i) => String(part).padStart(i === 0 ? 4 : 2, '0')).join('-'),
  };
}
