/** The names of the services that Lorch knows. */
const NAMES: Record<string, string> = { github: 'GitHub', spotify: 'Spotify' };

/** What a service is called. */
export const serviceName = (id: string): string => NAMES[id] ?? id;
