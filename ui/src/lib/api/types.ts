/** The wire's types by the names the screens use. */
import type { components, paths } from './schema';

type Schemas = components['schemas'];

export type Topic = Schemas['Topic'];
export type Problem = Schemas['Problem'];
export type Feed = Schemas['Feed'];
export type Folder = Schemas['Folder'];
export type Rule = Schemas['Rule'];
export type RuleEdit = Schemas['RuleEdit'];
export type Fault = Schemas['Fault'];
export type Fetch = Schemas['Fetch'];
export type ArticleSummary = Schemas['ArticleSummary'];
export type Article = Schemas['Article'];
export type Enclosure = Schemas['Enclosure'];
export type MarkEdit = Schemas['MarkEdit'];
export type SubscriptionEdit = Schemas['SubscriptionEdit'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type Room = Schemas['Room'];
export type Hit = Schemas['Hit'];
export type Order = Schemas['Order'];
export type Part = Schemas['Part'];
export type Facets = Schemas['Facets'];
export type Share = Schemas['Share'];
export type Volume = Schemas['Volume'];
export type ArticleCounts = Schemas['ArticleCounts'];
export type Background = Schemas['Background'];
export type BackgroundEdit = Schemas['BackgroundEdit'];
export type Settings = Schemas['Settings'];
export type SettingsEdit = Schemas['SettingsEdit'];
export type Source = Schemas['Source'];
export type AllowedAddress = Schemas['AllowedAddress'];
export type ImportReport = Schemas['ImportReport'];
export type Outline = Schemas['Outline'];
export type Status = Schemas['Status'];
export type Edit = Schemas['Edit'];
export type History = Schemas['History'];
export type State = Schemas['State'];
export type Backup = Schemas['Backup'];
export type Backups = Schemas['Backups'];
export type Drill = Schemas['Drill'];
export type Restored = Schemas['Restored'];
export type Verification = Schemas['Verification'];
export type BinItem = Schemas['BinItem'];
export type HeldExchange = Schemas['HeldExchange'];
export type Devices = Schemas['Devices'];
export type Device = Schemas['Device'];
export type DeviceProgress = Schemas['DeviceProgress'];
export type ThisDevice = Schemas['ThisDevice'];
export type ThisDeviceEdit = Schemas['ThisDeviceEdit'];
export type Caller = Schemas['Caller'];
export type Pairing = Schemas['Pairing'];
export type Joining = Schemas['Joining'];
export type Vault = Schemas['Vault'];
export type VaultEntry = Schemas['VaultEntry'];
export type Purged = Schemas['Purged'];
export type Sample = Schemas['Sample'];
export type GuidePage = Schemas['GuidePage'];
export type Activity = Schemas['Activity'];
export type ActivityDetail = Schemas['ActivityDetail'];
export type ActivityEdit = Schemas['ActivityEdit'];
export type Occurrence = Schemas['Occurrence'];
export type Quick = Schemas['Quick'];
export type Repeat = Schemas['Repeat'];
export type RepeatEdit = Schemas['RepeatEdit'];
export type Machine = Schemas['Machine'];
export type Series = Schemas['Series'];
export type Chart = Schemas['Chart'];
export type Live = Schemas['Live'];
export type Process = Schemas['Process'];
export type Processes = Schemas['Processes'];
export type Storage = Schemas['Storage'];

export type Coding = Schemas['Coding'];
export type CodingEntry = Schemas['CodingEntry'];
export type Repositories = NonNullable<
  NonNullable<paths['/api/coding']['get']['parameters']['query']>['repositories']
>;
export type Listening = Schemas['Listening'];
export type Period = Schemas['ListeningPeriod'];
export type TopHeard = Schemas['TopHeard'];
export type Connection = Schemas['Connection'];
export type Service = Schemas['Service'];
export type SigningIn = Schemas['SigningIn'];
export type Way = Schemas['Way'];

export type Reminder = Schemas['Reminder'];
export type Notice = Schemas['Notice'];
export type NoticeCounts = Schemas['InboxCounts'];
export type NoticeKind = Schemas['NoticeMuting'];

/** One page of a list. */
export interface Page<T> {
  items: T[];
  next?: string | null;
}
