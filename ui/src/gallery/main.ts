/** Every shared component in both themes: `make dev`, then /gallery.html. No build includes this page. */
import '../lib/kit/colors.css';
import '../lib/kit/tokens.css';
import '../lib/kit/fonts.css';
import '../lib/kit/base.css';
import { mount } from 'svelte';
import { appearance } from '../lib/kit';
import Gallery from './Gallery.svelte';

appearance.start();
const at = document.getElementById('app');
if (at) mount(Gallery, { target: at });
