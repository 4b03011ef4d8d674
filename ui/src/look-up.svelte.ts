// What is being typed on the first screen. It lives in memory alone.
import type { SubjectInput } from './backend/types';

/** Stands for a part of a date that is no number. The core refuses it; null or 0 would mean that the part is unknown. */
const UNREADABLE = 99;

function part(text: string): number | null {
  const typed = text.trim();
  if (typed === '') return null;
  return /^\d{1,4}$/.test(typed) ? Number(typed) : UNREADABLE;
}
/** A day or a month. The core reads one byte, which a number of more than two digits may not fit. */
const two_digits = (text: string): number | null => (text.trim().length > 2 ? UNREADABLE : part(text));

export class LookUpEntry {
  kind = $state<'plate' | 'person'>('plate');
  plate = $state('');
  country = $state('NL');
  /** The vehicle has no plate; what was typed stays. */
  no_plate = $state(false);
  family_name = $state('');
  first_name = $state('');
  day = $state('');
  month = $state('');
  year = $state('');

  /** Fills in who or what was chosen from a list. */
  fill(subject: SubjectInput): void {
    this.kind = subject.kind === 'person' ? 'person' : 'plate';
    this.no_plate = subject.kind === 'no_plate';
    if (subject.kind === 'plate') {
      this.plate = subject.text;
      this.country = subject.country;
    }
    if (subject.kind !== 'person') return;
    this.family_name = subject.family_name;
    this.first_name = subject.first_name;
    const { year, month, day } = subject.birth;
    const written = (part: number | null): string => (part ? String(part) : '');
    [this.year, this.month, this.day] = [written(year), written(month), written(day)];
  }

  subject(): SubjectInput {
    if (this.kind === 'plate' && this.no_plate) return { kind: 'no_plate' };
    if (this.kind === 'plate') return { kind: 'plate', text: this.plate, country: this.country };
    return {
      kind: 'person',
      family_name: this.family_name,
      first_name: this.first_name,
      birth: {
        year: part(this.year) ?? 0,
        month: two_digits(this.month),
        day: two_digits(this.day),
      },
    };
  }
}
