import type { Notice } from '../adapter-kit/webhooks.ts';
import type { NoticeSubject } from '../model/notice.ts';
import type { Ports } from '../sync/ports.ts';
import { Desk } from './desk.ts';
import { type Inbox, type Incoming, isUrgent } from './inbox.ts';
import { checkedNotices } from './notices.ts';

/** Reads the notices of a request and stores them. Resolves once every sync that they ask for is wanted, durably. */
export async function accept(ports: Ports, inbox: Inbox, incoming: Incoming): Promise<void> {
  const { adapter, facet, request } = incoming;
  const notices = checkedNotices(facet.parse(request), adapter.id);
  await Promise.all(notices.map((notice) => acceptOne(ports, inbox, incoming, notice)));
}

async function acceptOne(
  ports: Ports,
  inbox: Inbox,
  { adapter, facet }: Incoming,
  notice: Notice,
): Promise<void> {
  const provider = adapter.id;
  const { dedupeKey, providerConnectionId, about = notice.type === 'sync' ? 'data' : 'other' } = notice;
  const owners = await ports.store.ledger.connectionsOf(provider, providerConnectionId);
  const counts = inbox.tally(provider);
  // Foreign or erased: anybody can make a provider send us something about a login of their own.
  if (owners.length === 0) counts.unknown++;
  const desk = inbox.desk(() => new Desk());
  const arrival = { dedupeKey, urgent: isUrgent(notice, facet) };
  await Promise.all(
    owners.map(async (owner) => {
      const fresh = await desk.take(ports, owner, arrival);
      counts[fresh ? 'accepted' : 'duplicates']++;
      if (fresh)
        ports.publish({
          type: 'connection.noticed',
          ...owner,
          provider,
          about: about satisfies NoticeSubject,
        });
    }),
  );
}
