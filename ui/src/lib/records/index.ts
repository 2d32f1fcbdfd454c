export { cursorAt } from './cursor';
export { totalOf } from './total';
