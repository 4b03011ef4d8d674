// The entry: choose the host, read language and light, show the app.
import { mount } from 'svelte';
import App from './App.svelte';
import { choose } from './backend/choose';
import { guard_presses } from './press-guard';
import { Session } from './session.svelte';
import { settings } from './settings.svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

settings.show();
const target = document.getElementById('app');
if (target) {
  guard_presses(document);
  const session = new Session(await choose());
  mount(App, { target, props: { session } });
}
