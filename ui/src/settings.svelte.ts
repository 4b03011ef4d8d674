// Language, light and the last other country of a plate: the only things that are kept outside the
// encrypted store.

export type Language = 'nl' | 'en';
export type Mode = 'system' | 'light' | 'night';

export const LANGUAGES: readonly Language[] = ['nl', 'en'];
export const MODES: readonly Mode[] = ['system', 'light', 'night'];

function kept<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  try {
    const found = localStorage.getItem(key);
    return allowed.find((value) => value === found) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function kept_country(): string | null {
  try {
    const found = localStorage.getItem('country');
    return found !== null && /^[A-Z]{2}$/.test(found) ? found : null;
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A webview without storage forgets the choice; nothing else depends on it.
  }
}

class Settings {
  #language = $state<Language>(kept('language', LANGUAGES, 'nl'));
  #mode = $state<Mode>(kept('mode', MODES, 'system'));
  #country = $state<string | null>(kept_country());

  get language(): Language {
    return this.#language;
  }
  set language(value: Language) {
    this.#language = value;
    keep('language', value);
    this.show();
  }
  get mode(): Mode {
    return this.#mode;
  }
  set mode(value: Mode) {
    this.#mode = value;
    keep('mode', value);
    this.show();
  }

  /** The country other than the Netherlands of which a plate was looked up last. */
  get country(): string | null {
    return this.#country;
  }
  set country(value: string) {
    this.#country = value;
    keep('country', value);
  }

  /** Sets language and light on the page's root element, for styles and screen readers. */
  show(): void {
    document.documentElement.lang = this.#language;
    document.documentElement.dataset.mode = this.#mode;
  }
}

export const settings = new Settings();
