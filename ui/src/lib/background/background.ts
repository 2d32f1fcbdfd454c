/** What Lorch does while its window is closed: asked and told in the window only. */
import { api, inWindow, live, need, type Background, type BackgroundEdit } from '../api';

/** What holds; nothing is asked in a browser, whose tab is the browser's to keep. */
export const askBackground = (enabled: () => boolean = () => inWindow) =>
  live<Background>(() => ({
    key: ['background'],
    topics: [],
    enabled: enabled(),
    ask: (signal) => need(api.GET('/api/desktop/background', { signal })),
  }));

/** Changes it; answers what holds then. Throws {@link Refused} or {@link Unreachable}. */
export const chooseBackground = (edit: BackgroundEdit): Promise<Background> =>
  need(api.PATCH('/api/desktop/background', { body: edit }));
