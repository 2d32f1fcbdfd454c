import { plurals } from '../figures';

/** `1 feed`, `12 feeds` */
export const many = plurals('en');
