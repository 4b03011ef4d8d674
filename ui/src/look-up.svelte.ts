// What is being typed on the first screen. It lives only in this screen's memory.
import type { SubjectInput } from './backend/types';

const whole = (text: string): number | null => (/^\d+$/.test(text.trim()) ? Number(text) : null);

export class LookUpEntry {
  kind = $state<'plate' | 'person'>('plate');
  plate = $state('');
  country = $state('NL');
  family_name = $state('');
  first_name = $state('');
  day = $state('');
  month = $state('');
  year = $state('');

  subject(): SubjectInput {
    if (this.kind === 'plate') return { kind: 'plate', text: this.plate, country: this.country };
    return {
      kind: 'person',
      family_name: this.family_name,
      first_name: this.first_name,
      birth: { year: whole(this.year) ?? 0, month: whole(this.month), day: whole(this.day) },
    };
  }
}
