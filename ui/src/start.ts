/** Puts Lorch on the page. */
import './lib/kit/colors.css';
import './lib/kit/tokens.css';
import './lib/kit/fonts.css';
import './lib/kit/base.css';
import { mount } from 'svelte';
import App from './app.svelte';
import { appearance, veil } from './lib/kit';
import { signIn } from './lib/signin/signin.svelte';
import { startSpeaking } from './lib/text';

appearance.start();
veil.wear();
void signIn.begin();
window.addEventListener('hashchange', () => void signIn.begin());

// What is shown first is shown in the person's language.
void startSpeaking().then(() => {
  const at = document.getElementById('app');
  if (at) mount(App, { target: at });
});
