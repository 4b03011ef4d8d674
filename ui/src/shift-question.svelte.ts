// The answer to the question of the shift: on disk when it is entered, and nowhere but on this phone.
import type { Backend, Said } from './backend/backend';
import type { QuestionAnswer, ShiftQuestion } from './backend/types';
import { Autosave } from './autosave.svelte';

export class OpenQuestion {
  readonly autosave: Autosave<QuestionAnswer>;
  #kept: QuestionAnswer;

  constructor(backend: Backend, { day, question, choice, thought }: ShiftQuestion) {
    this.#kept = $state.raw({ choice, thought });
    this.autosave = new Autosave<QuestionAnswer>(
      () => this.#kept,
      async (field, value, no_bsn) => {
        const answer = { ...this.#kept, [field]: value };
        // A thought that is kept already was judged when it was entered.
        const is_kept = field !== 'thought' && answer.thought !== null;
        const said: Said = no_bsn || is_kept ? { no_bsn: true } : {};
        await backend.answer_question({ day, question, answer: { ...answer, ...said } });
        this.#kept = answer;
      },
    );
  }

  get answer(): QuestionAnswer {
    return this.autosave.now;
  }
}
