// The invented subjects of the practice stop, and what is seen of each, from the one data file.
import file from '../../crates/practice/data/invented.json';
import type { SubjectInput } from './backend/types';
import { settings } from './settings.svelte';

export type Invented = { id: string; seen: string; spelled: string; subject: SubjectInput };

/** All of them, in the chosen language. */
export const invented = (): Invented[] =>
  file.subjects.map(({ id, seen, subject }) => ({ id, seen: seen[settings.language], ...read(subject) }));

function read(subject: (typeof file.subjects)[number]['subject']): Pick<Invented, 'spelled' | 'subject'> {
  if (subject.text !== undefined) return { spelled: subject.text, subject: { kind: 'plate', text: subject.text, country: 'NL' } };
  const { family_name = '', first_name = '', birth = { year: 0, month: null, day: null } } = subject;
  return { spelled: `${first_name} ${family_name}`, subject: { kind: 'person', family_name, first_name, birth } };
}
