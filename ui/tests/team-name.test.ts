import { expect, it } from 'vitest';
import { team_name } from '../src/team-name';

it.each([
  ['duinwijk', 'Duinwijk'],
  ['roermond-1', 'Roermond 1'],
  ['bergen-op-zoom_2', 'Bergen op Zoom 2'],
  ['den-haag-centrum', 'Den Haag Centrum'],
  ['ijsselland', 'IJsselland'],
  ['Centrum-Noord', 'Centrum-Noord'],
  ['BT_Duin-en-Strand', 'BT Duin-en-Strand'],
  ['-', '-'],
])('the team %s is shown as %s', (code, shown) => {
  expect(team_name(code)).toBe(shown);
});
