/** What `bankweave --help` prints. */
export const usage = `Usage: bankweave sandbox [options]

Serves one made-up bank world over each provider's own API, on this machine only.

  --seed <text>      the same seed shows the same bank          (default 1)
  --port <number>    port of the control route; the providers get the next ones
                     (default 4010; 0 takes any free ones)
  --only <ids>       serve these providers alone: faker,plaid,...
  --epoch <day>      first day of every ledger                  (default 2024-01-01)
  --at <instant>     let the world's time stand still here until it is advanced,
                     such as 2026-11-20T12:00:00Z               (default: it runs)
  --json             print one line of JSON once it serves
  --help             print this`;
