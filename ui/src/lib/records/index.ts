export { addressOf } from './address';
export { cursorAt, stepped } from './cursor';
export { totalOf } from './total';
