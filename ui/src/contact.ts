// How the network of advisers is reached directly, from the one data file that the force fills in.
import file from './second-view-contact.json';
import { settings } from './settings.svelte';

type Words = { nl: string; en: string };
type Contact = { name: string; what: Words; telephone: string | null; reachable: Words | null; how: Words | null };
const contact: Contact = file;

const words = (text: Words | null): string | null => text && text[settings.language];

export type Card = { name: string; what: string; telephone: string | null; reachable: string | null; how: string | null };

/** The card in the chosen language; what the force has not filled in is null. */
export const contact_card = (): Card => ({
  name: contact.name,
  what: words(contact.what) ?? '',
  telephone: contact.telephone,
  reachable: words(contact.reachable),
  how: words(contact.how),
});
