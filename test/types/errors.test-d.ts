// Checked by `tsc` alone: errors narrow by their code, and a switch over it is whole without a default.
import {
  type AnyBankweaveError,
  type ErrorCode,
  isBankweaveError,
  type Remedy,
  type UserAction,
} from 'bankweave';
import { expectTypeOf } from 'vitest';

/** Compiles only as long as it knows every code. */
export function say(code: ErrorCode): string {
  switch (code) {
    case 'invalid_configuration':
    case 'invalid_input':
    case 'unsupported':
    case 'conflict':
    case 'closed':
    case 'adapter_contract':
      return 'change the code';
    case 'not_found':
      return 'nothing there';
    case 'provider_authentication':
    case 'vault':
      return 'look at the keys';
    case 'action_required':
    case 'unauthorized':
    case 'connection_revoked':
      return 'ask the person';
    case 'rate_limited':
    case 'budget_exhausted':
    case 'institution_unavailable':
    case 'lease_held':
      return 'wait';
    case 'provider_unavailable':
    case 'lease_lost':
    case 'stale_update':
    case 'store_unavailable':
      return 'again';
    case 'checkpoint_invalid':
    case 'update_restarted':
    case 'cursor_expired':
      return 'begin anew';
    case 'provider_response':
    case 'feed_stalled':
    case 'store_format':
      return 'report';
  }
}

/** The same over what to do. */
export function mend(remedy: Remedy): boolean {
  switch (remedy) {
    case 'fix_code':
    case 'fix_keys':
    case 'ask_user':
    case 'report':
      return false;
    case 'wait':
    case 'retry':
    case 'restart':
      return true;
  }
}

declare const caught: unknown;
if (isBankweaveError(caught)) {
  expectTypeOf(caught).toEqualTypeOf<AnyBankweaveError>();
  expectTypeOf(caught.code).toEqualTypeOf<ErrorCode>();
  expectTypeOf<string>().not.toExtend<ErrorCode>();
  if (caught.code === 'action_required') {
    expectTypeOf(caught.action).toEqualTypeOf<UserAction>();
    expectTypeOf(caught.remedy).toEqualTypeOf<'ask_user'>();
  }
  // @ts-expect-error only an error that asks for it has an action
  void caught.action;
  // @ts-expect-error no such code
  void (caught.code === 'not_there');
  expectTypeOf(caught.retryAfterMs).toEqualTypeOf<number | undefined>();
  expectTypeOf(caught.cause).toEqualTypeOf<unknown>();
}
