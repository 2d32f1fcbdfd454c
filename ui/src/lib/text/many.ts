/** `1 feed`, `12 feeds` */
export const many = (n: string, one: string, more: string) => `${n} ${n === '1' ? one : more}`;
