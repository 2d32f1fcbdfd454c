import { plurals } from '../figures';

/** `1 Feed`, `12 Feeds` */
export const many = plurals('de');
