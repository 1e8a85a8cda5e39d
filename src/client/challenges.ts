import { ConflictError } from '../errors/catalog.ts';
import type { Challenge, ChallengeAnswer } from '../model/challenge.ts';
import { connectionIn } from './connection-in.ts';
import { type CallOptions, onlySignal, refuse, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';

/** Questions of the bank, for apps that show them without the provider's page. */
export interface UserChallenges {
  /**
   * What the bank asks now; empty where it asks nothing.
   *
   * @throws NotFoundError; ConflictError for a removed connection; UnsupportedError where the provider's own page asks;
   * the provider's errors
   */
  list(connectionId: string, options?: CallOptions): Promise<readonly Challenge[]>;
  /**
   * Answers all open questions, waits for what the bank says to it, and gives its next questions; empty where it is
   * content, or where an error of the connection tells what is wrong. Then a sync is wanted.
   *
   * @throws as `list`; InvalidInputError for answers that do not fit the questions
   * @example
   * ```ts
   * let open = await ada.challenges.list(connection.id)
   * while (open.length > 0) open = await ada.challenges.answer(connection.id, await ask(open))
   * ```
   */
  answer(
    connectionId: string,
    answers: readonly ChallengeAnswer[],
    options?: CallOptions,
  ): Promise<readonly Challenge[]>;
}

export function userChallenges(kernel: Kernel, userId: string): UserChallenges {
  const talk = async (
    id: string,
    answers: readonly ChallengeAnswer[] | undefined,
    options: CallOptions | undefined,
  ): Promise<readonly Challenge[]> => {
    const connectionId = textOf(id, 'connectionId');
    return kernel.call(onlySignal(options), async (ports, signal) => {
      const { connection } = await connectionIn(ports, { userId }, connectionId);
      if (connection.status === 'removed')
        throw new ConflictError('This connection was removed.', { connectionId });
      const given = answers && checked(answers);
      const { talkToBank } = await engine();
      return talkToBank(ports, connection, given, signal);
    });
  };
  return {
    list: async (id, options) => talk(id, undefined, options),
    answer: async (id, answers, options) => talk(id, answers ?? [], options),
  };
}

function checked(answers: readonly ChallengeAnswer[]): readonly ChallengeAnswer[] {
  const most = 100;
  if (!Array.isArray(answers) || answers.length === 0 || answers.length > most)
    refuse('answers', `a list of 1 to ${most} answers`);
  return answers.map((answer: ChallengeAnswer | null | undefined) => ({
    id: textOf(answer?.id as string, 'answers.id', { max: 512 }),
    value: textOf(answer?.value as string, 'answers.value', { max: 4_096 }),
  }));
}
