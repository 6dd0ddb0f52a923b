/** What a server may cost. Times in milliseconds. */
export interface HttpLimits {
  /** Until there is a connection, TLS and proxy included. */
  readonly connect: number;
  /** Until an answer begins. */
  readonly firstByte: number;
  /** Of waiting for more of a body; in each such span at least `slowest` bytes must come. */
  readonly idle: number;
  readonly slowest: number;
  /** Times that a request is sent again after a cut connection or a status that asks for it, without any progress. */
  readonly retries: number;
  /** Times that one download is taken up again, however well it goes on. */
  readonly resumptions: number;
  /** The first wait before a request is sent again; each further one is twice as long. */
  readonly backOff: number;
  /** The longest single wait, also when the server asks for a longer one: then it is given up at once. */
  readonly longestWait: number;
  readonly redirects: number;
}

export const httpLimits: HttpLimits = {
  connect: 15_000,
  firstByte: 60_000,
  idle: 30_000,
  slowest: 1024,
  retries: 4,
  resumptions: 100,
  backOff: 500,
  longestWait: 30_000,
  redirects: 10,
};
