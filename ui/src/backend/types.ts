// The one place where the screens take the types of the core from.
export type * from './types/hand';
