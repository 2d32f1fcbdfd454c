/** Turning a one-time link into a token. */
import { api, codeOf, need, session, takeCode } from '../api';

/** How signing in stands. */
export class SignIn {
  /** `absent`: the page was opened without a link. */
  state = $state<'absent' | 'working' | 'spent' | 'failed'>('absent');

  /** Takes the code from the address, if there is one, and trades it for a token. Says whether there was one. */
  async begin(): Promise<boolean> {
    const code = takeCode();
    if (code === null) return false;
    this.state = 'working';
    try {
      const { token } = await need(api.POST('/api/session', { body: { code } }));
      session.begin(token);
      this.state = 'absent';
    } catch (fault) {
      this.state = codeOf(fault) === 'link_spent' ? 'spent' : 'failed';
    }
    return true;
  }
}

/** The page's way in. */
export const signIn = new SignIn();
