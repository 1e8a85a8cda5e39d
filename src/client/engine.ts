// What the calls of the front door are done by. It is most of the library, so it is loaded with the first call that
// needs it (see load-engine.ts) and not with the import.
export { ERASURES } from '../audit/generation.ts';
export { readLines, linePosition } from '../audit/read.ts';
export { verifyLines } from '../audit/verify.ts';
export { publishSince } from '../changes/publish-since.ts';
export { CONSENTS } from '../consent/chain.ts';
export { completeLink } from '../links/complete.ts';
export { ORPHANS } from '../links/orphans.ts';
export { removeConnection } from '../links/remove.ts';
export { startLink } from '../links/start.ts';
export { eraseUser } from '../privacy/erase.ts';
export { exportUser } from '../privacy/export/export.ts';
export { erasureOf, replayErasures } from '../privacy/replay.ts';
export { talkToBank } from '../sync/challenges.ts';
export { hostWrite } from '../sync/host-write.ts';
export { QUARANTINE } from '../sync/quarantine.ts';
export { readScheduledPayments } from '../sync/scheduled-payments.ts';
export { runSync } from '../sync/run.ts';
export { findTransfers } from '../sync/transfers.ts';
export { acceptSuggestion, undoJoin } from '../sync/undo.ts';
export { DEAD_LETTERS } from '../webhooks/dead-letters.ts';
export { receive, refuse } from '../webhooks/receive.ts';
export { replayLetter } from '../webhooks/replay.ts';
export { rawRequestOf } from '../webhooks/request.ts';
export { keepRunning, runDueOnce } from './background.ts';
export { checkLedger } from './check/check-ledger.ts';
export { hideOrShow } from './hide.ts';
export { createPorts } from './ports.ts';
