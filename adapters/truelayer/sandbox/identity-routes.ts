import { type DataCall, type Results, stamp } from './data-call.ts';
import { consentOver } from './world-faults.ts';

/** `/me`: what TrueLayer itself knows of the connection; the bank is not asked. */
export function me(call: DataCall): Results {
  const { backend, connection, provider } = call;
  const over = consentOver(backend, backend.loginOf(connection));
  const ends = over ? Math.min(connection.consentExpiresAt, call.now - 1000) : connection.consentExpiresAt;
  return {
    results: [
      {
        client_id: backend.settings.clientId,
        credentials_id: connection.id,
        consent_status: ends <= call.now ? 'AuthorisationExpired' : 'Authorised',
        consent_status_updated_at: stamp(connection.consentUpdatedAt),
        ...(provider.habits.consentCreatedAt && { consent_created_at: stamp(connection.consentCreatedAt) }),
        consent_expires_at: stamp(ends),
        provider: { provider_id: provider.id, display_name: provider.name, logo_uri: provider.logo },
        scopes: connection.scopes,
        privacy_policy: 'Feb2019',
      },
    ],
  };
}

/** `/info`: who the person is. */
export function info(call: DataCall): Results {
  const { backend, connection, provider, asOf } = call;
  const { person } = backend.world.login(provider.institution.id, connection.username, asOf);
  const { city, region, postalCode } = person.place;
  return {
    results: [
      {
        full_name: `${person.firstName} ${person.lastName}`,
        emails: [person.email],
        phones: [],
        addresses: [
          {
            address: person.street,
            city,
            ...(region !== undefined && { state: region }),
            zip: postalCode,
            country: person.country,
          },
        ],
        update_timestamp: provider.habits.oddities ? '0001-01-01T00:00:00Z' : stamp(asOf),
      },
    ],
  };
}
