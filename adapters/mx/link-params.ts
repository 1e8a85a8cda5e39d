import { ActionRequiredError, InvalidInputError } from 'bankweave/adapter-kit';
import type { MxLinkParams } from './options.ts';

/** The member that a page names. Nobody's word for anything: it is looked up before it counts. */
export function memberIn(params: MxLinkParams | undefined): string | undefined {
  if (params === undefined) return undefined;
  const fields = fieldsIn(params);
  if (fields.get('status') === 'error') {
    const reason = fields.get('error_reason') ?? '';
    throw new ActionRequiredError('The person did not finish the sign-in at the bank.', {
      provider: 'mx',
      ...(/^[A-Z_]{1,40}$/.test(reason) && { providerCode: reason }),
      action: 'reauthenticate',
    });
  }
  const member = fields.get('memberGuid') ?? fields.get('member_guid');
  if (member !== null && member !== undefined && !/^MBR-[\w-]{1,100}$/.test(member)) {
    const expected = 'the `member_guid` of the widget, which begins with MBR-';
    throw new InvalidInputError(`mx: \`memberGuid\` is not ${expected}`, { field: 'memberGuid', expected });
  }
  return member ?? undefined;
}

function fieldsIn(params: MxLinkParams): { get(name: string): string | null | undefined } {
  if (params instanceof URLSearchParams) return params;
  if (params instanceof URL) return params.searchParams;
  if (typeof params === 'string')
    return URL.canParse(params) ? new URL(params).searchParams : new URLSearchParams(params);
  const given = new Map(Object.entries(params).filter(([, value]) => typeof value === 'string'));
  return { get: (name) => given.get(name) };
}
