// The closed lists in the order of the screens, as the core has them.
import type { GroundCode, GroundKind } from './backend/types';
import { GROUNDS, GROUND_KINDS, KIND_OF } from './backend/types/lists';

export * from './backend/types/lists';

/** The grounds of each kind. */
export const GROUND_GROUPS: readonly { kind: GroundKind; codes: readonly GroundCode[] }[] = GROUND_KINDS.map(
  (kind) => ({ kind, codes: GROUNDS.filter((code) => KIND_OF[code] === kind) }),
);
