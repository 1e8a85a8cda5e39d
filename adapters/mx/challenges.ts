import {
  type Challenge,
  type ChallengeAnswer,
  type ChallengesFacet,
  InvalidInputError,
  isBankweaveError,
  readText,
} from 'bankweave/adapter-kit';
import { z } from 'zod';
import { statusOf, watchJob } from './jobs.ts';
import type { Member, OpenTransport, Transport } from './transport.ts';
import { withMember } from './unknown-member.ts';
import { readOne, Challenge as WireChallenge, wordOf } from './wire.ts';

// By name, and by the numbers that stand in examples.
const KINDS: ReadonlyMap<string, Challenge['kind']> = new Map([
  ['TEXT', 'text'],
  ['0', 'text'],
  ['OPTIONS', 'options'],
  ['2', 'options'],
  ['TOKEN', 'token'],
  ['12', 'token'],
  ['IMAGE_DATA', 'image'],
  ['13', 'image'],
  ['IMAGE_OPTIONS', 'options'],
  ['14', 'options'],
]);

/** The bank's questions, for apps that show them without the widget. The person has to be there: answers are awaited. */
export function createChallenges(open: OpenTransport): ChallengesFacet {
  return {
    list: (call) => withMember(open, call, async (mx, of) => (await openOf(mx, of)).map(toChallenge)),

    answer: (answers, call) =>
      withMember(open, call, async (mx, of) => {
        const given = fitting(answers, await openOf(mx, of));
        const before = await statusOf(mx, of);
        await mx.resume(of, given).catch(unlessOver);
        // One job may ask several times, each time with other guids.
        const outcome = await watchJob(mx, of, { before, isStarted: true }, call);
        return outcome === 'waiting' ? (await openOf(mx, of)).map(toChallenge) : [];
      }),
  };
}

/** The open questions. MX answers with nothing at all where there are none. */
async function openOf(mx: Transport, of: Member): Promise<WireChallenge[]> {
  const body = await mx.challenges(of, 1);
  return body === '' || body === undefined ? [] : readOne('challenges', z.array(WireChallenge), body);
}

function toChallenge({ guid, label, type, image_data, options, image_options }: WireChallenge): Challenge {
  const image = readText(image_data);
  const choices = [...(options ?? []), ...(image_options ?? [])].map((option) => {
    const picture = readText(option.data_uri);
    const value = readText(option.value) ?? readText(option.guid) ?? '';
    return {
      label: readText(option.label) ?? value,
      value,
      ...(picture !== undefined && { image: picture }),
    };
  });
  return {
    id: guid,
    label: readText(label) ?? '',
    kind: KINDS.get(wordOf(type) ?? '') ?? 'other',
    ...(image !== undefined && {
      image: image.startsWith('data:') ? image : `data:image/png;base64,${image}`,
    }),
    ...(choices.length > 0 && { options: choices }),
  };
}

/** The answers as MX takes them, each by the guid of its question: an old guid or a place in a list answers nothing. */
function fitting(answers: readonly ChallengeAnswer[], questions: readonly WireChallenge[]): object[] {
  const given = new Map(answers.map(({ id, value }) => [id, value]));
  const fits =
    questions.length > 0 && given.size === questions.length && questions.every(({ guid }) => given.has(guid));
  if (fits) return questions.map(({ guid }) => ({ guid, value: given.get(guid) }));
  const expected = questions.length === 0 ? 'none: nothing is asked now' : 'one for each open question';
  throw new InvalidInputError(`mx: the answers are not ${expected}`, { field: 'answers', expected });
}

/** 405: the question was answered or ran out meanwhile; what is so now is looked at. */
function unlessOver(error: unknown): void {
  if (!isBankweaveError(error) || error.status !== 405) throw error;
}
