// The closed lists in the order of the screens, as the core has them.
import type { Answers, GroundCode, GroundKind } from './backend/types';
import { GROUNDS, GROUND_KINDS, KIND_OF } from './backend/types/lists';

export * from './backend/types/lists';

/** The grounds of each kind. */
export const GROUND_GROUPS: readonly { kind: GroundKind; codes: readonly GroundCode[] }[] = GROUND_KINDS.map(
  (kind) => ({ kind, codes: GROUNDS.filter((code) => KIND_OF[code] === kind) }),
);

/** The answers that are one code of a closed list. */
export type SingleChoiceField = {
  [F in keyof Answers]: Answers[F] extends string | null ? (string extends Answers[F] ? never : F) : never;
}[keyof Answers];

/** The answers that are several codes of a closed list. */
export type ManyChoicesField = { [F in keyof Answers]: Answers[F] extends string[] ? F : never }[keyof Answers];
