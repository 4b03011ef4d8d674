// Going to a question on the same screen: it is scrolled into view and takes the focus.
export function jump(id: string): void {
  const target = document.getElementById(id);
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: 'center' });
}
