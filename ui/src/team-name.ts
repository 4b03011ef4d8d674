// The name of a team as it is shown. Central knows a team by its code alone.

/** Words that Dutch place names write small in their middle. */
const SMALL = new Set(['aan', 'bij', 'de', 'den', 'der', 'en', 'het', 'in', 'op', 'over', 'te', 'ten', 'ter', 'van']);

function word(text: string, first: boolean): string {
  if (!first && SMALL.has(text)) return text;
  // The letter IJ is one, so both parts of it are capitals.
  const initial = text.startsWith('ij') ? 2 : 1;
  return text.slice(0, initial).toUpperCase() + text.slice(initial);
}

/** `bergen-op-zoom-2` is shown as Bergen op Zoom 2. A code with capitals is how its administrator writes the name. */
export function team_name(code: string): string {
  if (code !== code.toLowerCase()) return code.replaceAll('_', ' ');
  const words = code.split(/[-_]+/).filter((part) => part !== '');
  return words.map((text, at) => word(text, at === 0)).join(' ') || code;
}
