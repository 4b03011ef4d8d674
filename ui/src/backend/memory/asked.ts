// What is asked of the in-memory backend: noted for the test, and refused where it wants that.
import type { CommandError, ErrorCode, SubjectInput } from '../types';
import type { Reading } from './recorded';
import type { World } from './world';

export const refused = (code: ErrorCode): CommandError => ({ code });

/** A subject whose reading was not recorded. */
export function unrecorded(subject: SubjectInput, world: World): Reading {
  if (!world.shows_unrecorded) {
    throw new Error(
      `how the core reads ${JSON.stringify(subject)} was not recorded: add it to src/backend/memory/recorded/subjects.json ` +
        'and run `PROCO_BLESS=1 cargo test -p proco-device --test stories recorded`',
    );
  }
  const name = { also_as: [], may_be_cut: false };
  if (subject.kind === 'no_plate') return { subject, name };
  if (subject.kind === 'plate') return { subject: { kind: 'plate', spelled: subject.text, country: subject.country }, name };
  const { family_name, first_name, birth } = subject;
  return { subject: { kind: 'person', family_name, first_name, other_first_names: false, birth: String(birth.year) }, name };
}

/** Notes each question, and refuses the ones that the test wants refused. */
export function watched<T extends object>(answers: T, world: World): T {
  return Object.fromEntries(
    Object.entries(answers).map(([command, answer]) => [
      command,
      async (args: unknown) => {
        world.asked.push({ command, args });
        const code = world.refuse.get(command);
        if (code) throw refused(code);
        return answer(args);
      },
    ]),
  ) as T;
}
