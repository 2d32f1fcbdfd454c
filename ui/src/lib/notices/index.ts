export * from './asks';
export { followOpened } from './opened';
export * from './snoozes';
export * from './words';
export * from './writes';
