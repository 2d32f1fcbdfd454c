import type { Connection } from '../api';

/** The names of the services that Lorch knows. */
const NAMES: Record<string, string> = { github: 'GitHub', spotify: 'Spotify' };

/** What a service is called. */
export const serviceName = (id: string): string => NAMES[id] ?? id;

/** Whether a service has more accounts than this one, so that its name alone does not say which is meant. */
export const oneOfSeveral = ({ service }: Connection, all: readonly Connection[]): boolean =>
  all.filter((other) => other.service === service).length > 1;

/** Name of the service, with that of the account where there are several. */
export const accountName = (one: Connection, all: readonly Connection[]): string =>
  oneOfSeveral(one, all) ? `${serviceName(one.service)} ${one.name}` : serviceName(one.service);
