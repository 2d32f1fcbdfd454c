/** What another device shows to be joined: a ticket, or a code while both are on one network. */

const TICKET = 'lorch-pair:';

/** What is sent to join. */
export type Invitation = { ticket: string } | { code: string };

/** Reads what was pasted or typed, however it was broken, grouped or written; `null` where it is neither. */
export function invitation(text: string): Invitation | null {
  const bare = text.replace(/\s+/g, '');
  if (bare.toLowerCase().startsWith(TICKET) && bare.length > TICKET.length) return { ticket: bare };
  const digits = bare.replaceAll('-', '');
  return /^\d{8}$/.test(digits) ? { code: digits } : null;
}
