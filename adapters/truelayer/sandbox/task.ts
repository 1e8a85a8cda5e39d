/** A data call that is answered later. */
export interface Task {
  readonly id: string;
  readonly connectionId: string;
  readonly requestUri: string;
  readonly resultsUri: string;
  readonly webhookUri: string | null;
  readonly work: () => object;
  polls: number;
  /** Whether the webhook was sent. */
  told: boolean;
  /** The envelope once it is final. */
  final: Readonly<Record<string, unknown>> | null;
}
