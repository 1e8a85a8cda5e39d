import { noteObjects } from './object-notices.ts';
import { accountsOf, rowsOf } from './rows.ts';
import type { Job, JobKind, Member, Mx } from './state.ts';

const types: Readonly<Partial<Record<JobKind, string>>> = {
  aggregate: 'AGGREGATION',
  balance: 'BALANCE',
  history: 'HISTORY',
  verify: 'VERIFICATION',
  statements: 'STATEMENT',
};

/** Tells the app that a job ended well. Failures are told by no job notice. */
export function noteImport(mx: Mx, member: Member, job: Job, at: number): void {
  const type = types[job.kind];
  if (!mx.outbox.isOn || type === undefined) return;
  const counted = job.kind === 'aggregate' || job.kind === 'history';
  const rows = counted ? rowsOf(mx, member) : [];
  const created = rows.filter((row) => row.createdAt === job.read?.at).length;
  const updated = rows.filter((row) => row.updatedAt === job.read?.at).length - created;
  mx.outbox.put(
    at,
    {
      type,
      action: 'member_data_updated',
      member_guid: member.guid,
      user_guid: member.user.guid,
      user_id: member.user.id,
      job_guid: job.guid,
      completed_at: Math.floor(at / 1000),
      completed_on: new Date(at).toISOString().slice(0, 10),
      ...(job.kind === 'aggregate' ? { is_background: job.background } : {}),
      ...(counted ? { transactions_created_count: created, transactions_updated_count: updated } : {}),
      ...(job.kind === 'verify' ? { accounts: accountsOf(member).map(({ guid }) => guid) } : {}),
      ...(job.kind === 'statements' ? { statements_created_count: 1 } : {}),
    },
    job.callback,
  );
  noteObjects(mx, member, at);
}
