// A believable invented evening, for `vite build --mode memory`: screens without any Rust.
import type { Backend } from '../backend';
import type { DraftView, StopCard } from '../types';
import { counts } from './counts';
import { no_answers } from './drafts';
import { memory } from './memory';
import { DEMO_FORCE, demo_summary, DEMO_PERIODS } from './summary';
import { World } from './world';

const HOUR = 3_600_000;

export function demo(): Backend {
  const now = Date.now();
  const world = new World();
  world.shows_unrecorded = true;
  const sync = { ...world.status.sync, waiting: 2, refused: 2, refused_look_ups: 1 };
  world.status = { ...world.status, role: 'shift_lead', sync };
  world.local = counts([[0, 0, 0], [1, 0, 0], [2, 1, 1], [4, 1, 1]], now);
  world.advisory = { until: now + 61 * 24 * HOUR, on: { grain: 'day', at: Math.floor(now / (24 * HOUR)) * 24 - 29 * 24 } };
  world.central = async () => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    return {
      answer: 'known',
      counts: counts([[1, 0, 0], [4, 1, 1], [9, 2, 2], [31, 6, 5]], now),
      advisory: world.advisory,
      advisory_ended: null,
    };
  };
  world.periods = DEMO_PERIODS;
  world.summary = demo_summary;
  world.force = DEMO_FORCE;
  const lesson = { week: '2026-W47', until: '2027-01-17' };
  world.team_lessons = [
    { ...lesson, lesson: 'a', about: { theme: 'workload' }, text: 'Zeg eerst waarom je iemand laat stoppen, ook als het druk is. Beter één zin te veel dan een discussie.' },
    { ...lesson, lesson: 'b', about: { ground: 'vehicle_defect' }, text: 'Laat zien wat er kapot is. Dan gaat het gesprek over het licht en niet over jou.' },
  ];
  world.own_lessons = [
    { lesson: 'a', about: { theme: 'workload' }, text: world.team_lessons[0]?.text ?? '', place: 'released', until: '2027-01-17' },
  ];
  world.own_second_views = [
    {
      view: 'a',
      about: [{ theme: 'earlier_experience' }],
      text: 'Hoe begin ik thuis bij een familie een gesprek als meer mensen tegelijk iets willen zeggen?',
      place: 'released',
      answers: ['Vraag eerst wie het woord voert, en wacht dan. Zo hoef je niet te kiezen.'],
      until: '2027-01-14',
    },
  ];
  const answers = {
    ...no_answers(),
    grounds: ['vehicle_defect' as const],
    legal_basis: 'wvw_160' as const,
    reason_told: 'unasked' as const,
    ratings: { voice: 4, respect: 5 },
    result: 'nothing' as const,
    spare: 90,
  };
  const card = (id: string, over: Partial<StopCard>): StopCard => {
    world.revisions.set(id, [{ revision: 1, finished_at: now - 2 * HOUR, amend_reason: null, answers }]);
    return {
      id,
      subject: { kind: 'plate', spelled: 'TF-000-G', country: 'NL' },
      at: now - 2 * HOUR,
      afterwards: false,
      revision: 1,
      sync: { state: 'sent' },
      awaits_reflection: false,
      outcome: { result: 'nothing' },
      withdrawn: false,
      spared_until: null,
      central: null,
      others: 0,
      ...over,
    };
  };
  world.stops = [
    card('a', { awaits_reflection: true, sync: { state: 'waiting' }, spared_until: now + 90 * 24 * HOUR }),
    card('b', {
      at: now - 27 * HOUR,
      subject: { kind: 'person', family_name: 'de Wit', first_name: 'Sam', other_first_names: false, birth: '1988-03' },
      outcome: { result: 'found', findings: ['fine'], link: 'linked' },
    }),
    card('c', { at: now - 30 * HOUR, sync: { state: 'refused', code: 'in_future' } }),
    card('d', { at: now - 200 * HOUR, subject: null, withdrawn: true }),
  ];
  world.unsent = [
    {
      stop: 'c',
      subject: { kind: 'plate', spelled: 'TF-000-G', country: 'NL' },
      at: now - 30 * HOUR,
      cause: 'in_future',
      refused_at: now - 29 * HOUR,
    },
    { stop: null, subject: null, at: now - 500 * HOUR, cause: 'before_enrolment', refused_at: now - 28 * HOUR },
  ];
  world.exported = { path: '/data/data/nl.proco.app/files/export/proco-niet-verzonden-1764111600000.json', records: 4 };
  const wanted = new URLSearchParams(location.search);
  if (wanted.has('wrong-clock')) with_wrong_clock(world, now);
  if (wanted.has('adviser')) {
    world.status = { ...world.status, role: 'adviser', team: 'ndv' };
    world.asked_views = [
      { view: 'a', about: [{ theme: 'earlier_experience' }], question: world.own_second_views[0]?.text ?? '', answers: 1, draft: null },
      { view: 'b', about: [{ ground: 'vehicle_defect' }, { theme: 'workload' }], question: 'Hoe zeg ik dat ik haast heb, zonder dat het onbeleefd overkomt?', answers: 0, draft: null },
    ];
  }
  if (wanted.has('offline')) world.central = async () => ({ answer: 'offline' });
  return kept(memory(world), world);
}

// The clock had lost its battery in the night, twice.
function with_wrong_clock(world: World, now: number): void {
  const said = Date.parse('2020-01-01T00:05:00Z');
  const plate = (spelled: string) => ({ kind: 'plate', spelled, country: 'NL' }) as const;
  const person = { kind: 'person', family_name: 'van den Heuvel-Schaepman', first_name: 'Ilse', other_first_names: false, birth: '1979-10' } as const;
  world.undated = [
    {
      number: 3,
      from: now - 30 * HOUR,
      until: now - 20 * HOUR,
      clock_said: said,
      records: [
        { subject: plate('TF-000-G'), clock_said: said, is_stop: false, afterwards: false },
        { subject: person, clock_said: said + 3 * HOUR, is_stop: false, afterwards: false },
        { subject: plate('TF-000-G'), clock_said: said + HOUR / 4, is_stop: true, afterwards: true },
      ],
    },
    { number: 5, from: null, until: null, clock_said: said, records: [{ subject: plate('GF-000-B'), clock_said: said, is_stop: true, afterwards: true }] },
  ];
  const sync = { ...world.status.sync, waiting: 6, undated: 4, problem: 'time_unknown' as const };
  world.status = { ...world.status, sync, notices: ['clock_off'] };
}

// A reload of the page is the nearest thing to a killed app, so the draft survives it in the window's name.
function kept(backend: Backend, world: World): Backend {
  try {
    const kept = JSON.parse(window.name || '[]') as DraftView[];
    Object.assign(world, { drafts: kept, on_screen: kept.at(-1)?.id ?? null });
  } catch {
    world.drafts = [];
  }
  window.addEventListener('pagehide', () => (window.name = JSON.stringify(world.drafts)));
  return backend;
}
