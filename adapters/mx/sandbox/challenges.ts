import { type Fields, fieldsOf } from './ask.ts';
import { guidOf } from './guid.ts';
import type { Challenge, Mx } from './state.ts';

// The smallest picture there is: one grey pixel.
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaGj4DwACjQHEaYk7IgAAAABJRU5ErkJggg==';

const numbers: Readonly<Record<string, number>> = {
  TEXT: 0,
  OPTIONS: 2,
  TOKEN: 12,
  IMAGE_DATA: 13,
  IMAGE_OPTIONS: 14,
};

const labels: Readonly<Record<string, string>> = {
  TEXT: 'What city were you born in?',
  OPTIONS: 'Where shall we send the code?',
  TOKEN: 'Enter the code that was sent to you',
  IMAGE_DATA: 'What does the picture say?',
  IMAGE_OPTIONS: 'Which picture did you choose?',
};

/** A new question: each round has guids of its own. */
export function ask(mx: Mx, kind: string): Challenge {
  const guid = () => guidOf('CRD', mx.world.seed, 'challenge', mx.count());
  const choices = kind === 'OPTIONS' || kind === 'IMAGE_OPTIONS';
  return {
    guid: guid(),
    kind,
    label: labels[kind] ?? kind,
    options: choices
      ? [
          { guid: guid(), label: 'The right one', value: 'correct' },
          { guid: guid(), label: 'The wrong one', value: 'wrong' },
        ]
      : [],
  };
}

/** A question as MX sends it. */
export function challengeBody({ settings }: Mx, { guid, kind, label, options }: Challenge): Fields {
  return {
    guid,
    label,
    field_name: kind.toLowerCase(),
    type: settings.quirks.challengeTypeNumbers ? numbers[kind] : kind,
    ...(kind === 'IMAGE_DATA' ? { image_data: picture } : {}),
    ...(kind === 'OPTIONS' ? { options } : {}),
    ...(kind === 'IMAGE_OPTIONS'
      ? { image_options: options.map((option) => ({ ...option, data_uri: picture })) }
      : {}),
  };
}

/** The word that a list of answers comes to; `undefined` where it does not answer the questions that are open. */
export function answerIn(mx: Mx, open: readonly Challenge[], given: unknown): string | undefined {
  if (!Array.isArray(given) || given.length !== open.length) return undefined;
  const { optionAnswer } = mx.settings.uncertain;
  const words: string[] = [];
  for (const each of given.map(fieldsOf)) {
    const challenge = open.find(({ guid }) => guid === each?.['guid']);
    const value = each?.['value'];
    if (!challenge || typeof value !== 'string' || value === '') return undefined;
    const chosen = challenge.options.find(({ guid }) => guid === value);
    if (chosen && optionAnswer !== 'value') words.push(chosen.value);
    else words.push(challenge.options.length > 0 && optionAnswer === 'guid' ? 'not an option' : value);
  }
  return words.find((word) => word !== 'correct') ?? 'correct';
}
