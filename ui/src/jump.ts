// Going to a question on the same screen: it is unfolded, scrolled into view and takes the focus.
export function jump(id: string): void {
  const target = document.getElementById(id);
  for (let at = target?.closest('details'); at; at = at.parentElement?.closest('details')) at.open = true;
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: 'center' });
}
