import { ConfigurationError, strictOptions } from 'bankweave/adapter-kit';
import type { Call } from 'bankweave/adapter-kit';
import type { ScenarioName, World } from 'bankweave/sandbox';

/** How the mock provider behaves. Everything has a default: `faker()` is a whole bank. */
export interface FakerOptions {
  /** Two adapters of one seed show the same bank. Default: 1. Not together with `world`. */
  readonly seed?: number | string;
  /** A world of your own, to push rows and faults into, or to share with other adapters. */
  readonly world?: World;
  /** How many days of history the first pull gives, 1 to 730. Default: 180. */
  readonly historyDays?: number;
  /** Rows in one batch, 1 to 500. Default: 100. */
  readonly pageSize?: number;
  /** The time of the bank. Default: the machine's. Not together with `world`, which has its own. */
  readonly clock?: Call['clock'];
  /** Where `fakerWire()` is served, such as `http://127.0.0.1:4010/faker`; a link then leads to its consent page. */
  readonly baseUrl?: string;
  /** Where the consent page sends the person back to. Default: a plain page of the wire itself. */
  readonly redirectUri?: string;
}

/** What a link can say; everything has a default. */
export interface FakerLinkInput {
  /** An id of `institutions.search('faker', ...)`. Default: `river-bank`. */
  readonly institution?: string;
  /** Every username is somebody. Default: the user's id in your app. */
  readonly username?: string;
  /** A story to play on the first account as the link completes; see `SCENARIOS` of `bankweave/sandbox`. */
  readonly scenario?: ScenarioName;
  /** Overrides the option of the same name. */
  readonly redirectUri?: string;
}

/** What the consent page sent back: the callback's address, its query, or its fields. Not needed without the page. */
export type FakerLinkParams = string | URL | URLSearchParams | Readonly<Record<string, string | undefined>>;

/** The options with their defaults. */
export interface Settings {
  readonly seed: number | string;
  readonly world: World | undefined;
  readonly historyDays: number;
  readonly pageSize: number;
  readonly clock: Call['clock'] | undefined;
  readonly baseUrl: string | undefined;
  readonly redirectUri: string | undefined;
}

const OPTIONS = ['seed', 'world', 'historyDays', 'pageSize', 'clock', 'baseUrl', 'redirectUri'];

/** Checks the options once, when the adapter is made. */
export function settingsFrom(options: FakerOptions): Settings {
  strictOptions('faker', options, OPTIONS);
  const { seed, world, clock, historyDays = 180, pageSize = 100, baseUrl, redirectUri } = options;
  if (world && (seed !== undefined || clock !== undefined)) {
    throw new ConfigurationError('faker: `world` brings its own seed and clock', { field: 'world' });
  }
  whole('historyDays', historyDays, 730);
  whole('pageSize', pageSize, 500);
  for (const [field, url] of Object.entries({ baseUrl, redirectUri })) {
    if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
      throw new ConfigurationError(`faker: \`${field}\` is not a web address`, {
        field,
        expected: 'an http(s) URL',
      });
    }
  }
  return {
    seed: seed ?? 1,
    world,
    clock,
    historyDays,
    pageSize,
    baseUrl: baseUrl?.replace(/\/+$/, ''),
    redirectUri,
  };
}

function whole(field: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  const expected = `a whole number from 1 to ${most}`;
  throw new ConfigurationError(`faker: \`${field}\` is not ${expected}`, { field, expected });
}
