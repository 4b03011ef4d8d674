// What the core itself answers, as a test of it recorded it (crates/device/tests/stories/recorded.rs): the rules of a
// draft as tables, how subjects are read, and how texts are judged. The answers of a draft are matched with the tables here; what the
// tables hold is decided in Rust. How several misfits are told together is the one rule that stands here too (`misfits`).
import { SEARCHES } from '../../lists';
import type { Answers, DraftView, ErrorCode, LookUpAnswer, Misfit, Missing, NameView, SubjectInput, SubjectView, Unfit } from '../types';
import RULES from './recorded/rules.json';
import SUBJECTS from './recorded/subjects.json';
import TEXTS from './recorded/texts.json';

/** When a rule holds: `when` lists the kinds of what it looks at, in the order of `of`. */
type Table = { rule: 'missing' | 'left_out'; name: string; of: string[]; when: string[] };
type Range = { rule: 'range'; name: 'spare' | 'rating' | 'text'; from: number; to: number };
/** What does not fit a legal basis: `when` lists a ground, a search or `force`, each with the basis. */
type MisfitTable = { rule: 'misfit'; name: Misfit; when: string[] };
type Kinds = { rule: 'kinds'; name: string; kinds: string[] };

const rules = RULES as (Table | Range | Kinds | MisfitTable)[];
const tables = (rule: Table['rule']): Table[] => rules.filter((each): each is Table => each.rule === rule);
const MISSING = tables('missing');
const LEFT_OUT = tables('left_out');
const MISFITS = rules.filter((each): each is MisfitTable => each.rule === 'misfit');
const KINDS = new Map(rules.flatMap((each) => (each.rule === 'kinds' ? [[each.name, each.kinds]] : [])));

export type Judged = Pick<DraftView, 'answers' | 'amends' | 'started_at'> & { subject: Pick<SubjectView, 'kind'> };

/** What the draft still needs before it is a stop. */
export const missing = (draft: Judged): Missing[] =>
  MISSING.filter((table) => holds(table, draft)).map(({ name }) => name as Missing);

/** The answers that the finished stop does not keep. */
export const left_out = (draft: Judged): (keyof Answers)[] =>
  LEFT_OUT.filter((table) => holds(table, draft)).map(({ name }) => name as keyof Answers);

/** What of these answers does not fit its legal basis. */
export function misfits({ legal_basis, grounds, search, force }: Answers): Unfit[] {
  const searches = SEARCHES.filter((kind) => search !== null && kind in search);
  const resting = [
    ...grounds.map((ground) => ({ what: ground, search: null, basis: legal_basis })),
    ...searches.map((kind) => ({ what: kind, search: kind, basis: search?.[kind]?.basis ?? legal_basis })),
    ...(Object.keys(force ?? {}).length > 0 ? [{ what: 'force', search: null, basis: legal_basis }] : []),
  ];
  const suspicion = MISFITS.find(({ name }) => name === 'suspicion');
  const is_suspected = grounds.some((ground) => suspicion?.when.includes(`${ground},${legal_basis}`));
  return MISFITS.flatMap(({ name, when }) => {
    const unfit = resting.flatMap(({ what, search, basis }): Unfit[] =>
      basis !== null && when.includes(`${what},${basis}`) ? [{ misfit: name, search, basis }] : [],
    );
    // Of several grounds it is asked once; a basis that fits one of them fits.
    if (name === 'ground') return is_suspected || unfit.length < grounds.length ? [] : unfit.slice(0, 1);
    return name === 'suspicion' ? unfit.slice(0, 1) : unfit;
  });
}

/** Whether a number lies in a range of the core. */
export function in_range(name: Range['name'], number: unknown): boolean {
  const range = rules.find((each): each is Range => each.rule === 'range' && each.name === name);
  return range !== undefined && typeof number === 'number' && Number.isInteger(number) && number >= range.from && number <= range.to;
}

const holds = ({ of, when }: Table, draft: Judged): boolean =>
  when.includes(of.map((name) => kind(name, draft)).join());

/** One of the kinds that the tables tell apart. */
function kind(name: string, { answers, amends, started_at, subject }: Judged): string {
  if (name === 'subject') return subject.kind;
  const value = name === 'amends' ? amends : answers[name as keyof Answers];
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'absent';
  if (name === 'description_given_at') return Number(value) <= started_at ? 'by_the_start' : 'after_the_start';
  const codes: unknown[] = [value].flat();
  return KINDS.get(name)?.find((each) => codes.includes(each)) ?? 'given';
}

/** How the core reads a subject as typed: as a subject, with a question about it, or not at all. */
export type Reading =
  | { subject: SubjectView; name: NameView }
  | { question: Extract<LookUpAnswer, { answer: 'question' }> }
  | { refused: ErrorCode };

type Recorded = { typed: SubjectInput; first: Reading; confirmed: Reading };

const FIELDS = ['kind', 'text', 'country', 'family_name', 'first_name', 'birth', 'year', 'month', 'day'];
const key = (typed: SubjectInput): string => JSON.stringify(typed, FIELDS);
const READINGS = new Map((SUBJECTS as unknown as Recorded[]).map((each) => [key(each.typed), each]));

/** The recorded reading; undefined where this subject was not recorded. */
export const reading = (typed: SubjectInput, confirmed: boolean): Reading | undefined =>
  READINGS.get(key(typed))?.[confirmed ? 'confirmed' : 'first'];

/** What the core keeps of a text as typed, or why it refuses it. */
export type Verdict = { kept: string | null } | { refused: ErrorCode };

const VERDICTS = new Map((TEXTS as { typed: string; first: Verdict; no_bsn: Verdict }[]).map((each) => [each.typed, each]));

/** The recorded verdict; undefined where this text was not recorded. */
export const verdict = (typed: string, no_bsn: boolean): Verdict | undefined => VERDICTS.get(typed)?.[no_bsn ? 'no_bsn' : 'first'];
