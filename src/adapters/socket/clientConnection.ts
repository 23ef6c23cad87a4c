import type { Socket } from 'node:net';
import type { ClientAccess, CoordinatorService, PushedEntry } from '../../app/ports/coordinatorService.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import { parseJson } from '../../base/parseJson.ts';
import { helloSchema, maxMessageBytes, type ServerMessage } from '../../protocol/socketMessages.ts';
import type { SocketProblem } from '../../protocol/socketProblems.ts';
import type { OutputChunk } from '../../protocol/swarmSnapshot.ts';
import type { Admission, Place, Stranger } from './admission.ts';
import { answerRequest, type Answering } from './answerRequest.ts';
import type { SocketLimits } from './limits.ts';
import { corkForNow, readLines, toLine, writeLine } from './lines.ts';
import { createWatcherFeed } from './watcherFeed.ts';

/** What all connections of a server share. */
export interface Serving {
  readonly service: CoordinatorService;
  readonly log: Log;
  readonly limits: SocketLimits;
  readonly admission: Admission;
  readonly encodeEntries: (entries: readonly PushedEntry[]) => Buffer;
  readonly encodeOutput: (chunk: OutputChunk) => Buffer;
}

/** A client that has said who it is. */
interface Member {
  readonly place: Place;
  /** How its requests are answered: the same for all of them. */
  readonly answering: Answering;
}

/** One client of the server, from its first byte to its last. Whatever it does ends with its connection. */
export class ClientConnection {
  readonly #socket: Socket;
  readonly #serving: Serving;
  readonly #gone = new AbortController();
  readonly #owned = new DisposableStore();
  readonly #stranger: Stranger;
  /** Why nothing is read at the moment: it asks too fast, or it does not read what it is told. */
  readonly #rests = new Set<'rate' | 'unread'>();
  /** What goes on when the client has read everything. */
  readonly #resumes: (() => void)[] = [];
  readonly #taken = new Set<'subscribe' | 'watch'>();
  #resting: NodeJS.Timeout | undefined;
  #member: Member | undefined;
  #waiting = 0;
  /** Requests that were not answered yet. */
  #asked = 0;

  constructor(socket: Socket, serving: Serving) {
    this.#socket = socket;
    this.#serving = serving;
    this.#stranger = serving.admission.enter((problem) => this.end(problem));
  }

  /** Listens to the client from now on. */
  start(): void {
    const socket = this.#socket;
    const { log, limits } = this.#serving;
    const silent = setTimeout(() => this.end(lateHello), limits.helloMs);
    this.#owned.add({ dispose: () => clearTimeout(silent) });
    this.#owned.add({ dispose: () => clearTimeout(this.#resting) });
    this.#owned.add({ dispose: () => this.#stranger.leave() });
    // A runner that is ended resets its connection: that is how it goes, not a fault.
    socket.on('error', (cause) => log.info('a client connection failed', { cause: cause.message }));
    socket.on('close', () => {
      this.#gone.abort();
      this.#owned.dispose();
    });
    socket.on('drain', () => this.#drained());
    // Fires when nothing was read or written for so long, also not a part of what is being written.
    socket.setTimeout(limits.stallMs, () => this.#stalled());
    readLines(socket, () => (this.#member ? maxMessageBytes : limits.helloBytes), {
      onLine: (line, bytes) => {
        if (this.#member) this.#ask(line, bytes, this.#member);
        else if (!this.#gone.signal.aborted) this.#greet(line, silent);
      },
      onTooLong: () => this.end({ code: 'too-long', message: 'A message is longer than any message may be.' }),
    });
  }

  /** Sends a message to the client; nothing happens once the connection has ended. */
  send(message: ServerMessage): void {
    if (this.#gone.signal.aborted) return;
    writeLine(this.#socket, message);
    if (this.#socket.writableLength > this.#serving.limits.unreadBytes) this.#rest('unread');
  }

  /** The answers of several requests that came together leave together; a single one leaves at once. */
  #answer(message: ServerMessage): void {
    this.#asked -= 1;
    if (this.#asked > 0) corkForNow(this.#socket);
    this.send(message);
  }

  /** Says why, and ends the connection. */
  end(problem: SocketProblem): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort();
    this.#owned.dispose();
    writeLine(this.#socket, { goodbye: problem });
    this.#socket.destroySoon();
  }

  #greet(line: string, silent: NodeJS.Timeout): void {
    const hello = helloSchema.safeParse(parseJson(line));
    const access = hello.success ? this.#serving.service.authenticate(hello.data.hello) : undefined;
    if (!access) return this.end(hello.success ? unknownToken : noHello);
    const place = this.#stranger.admit(access.name);
    if ('code' in place) return this.end(place);
    clearTimeout(silent);
    this.#owned.add({ dispose: () => place.leave() });
    this.#member = {
      place,
      answering: {
        access,
        log: this.#serving.log,
        signal: this.#gone.signal,
        send: (message) => this.#answer(message),
        take: (stream) => this.#take(stream),
        wait: () => this.#wait(),
        start: (request) => this.#start(request, access),
      },
    };
    this.send({ welcome: true });
  }

  #ask(line: string, bytes: number, { place, answering }: Member): void {
    if (this.#gone.signal.aborted) return;
    const mayAsk = place.mayAsk(bytes);
    if (!mayAsk) this.#restAWhile();
    this.#asked += 1;
    void answerRequest(parseJson(line), mayAsk ? undefined : rateLimited, answering);
  }

  #wait(): (() => void) | undefined {
    if (this.#waiting >= this.#serving.limits.waitingRequests) return undefined;
    this.#waiting += 1;
    return () => void (this.#waiting -= 1);
  }

  /** A connection has one of each; false when it has it already. */
  #take(stream: 'subscribe' | 'watch'): boolean {
    if (this.#taken.has(stream)) return false;
    this.#taken.add(stream);
    return true;
  }

  #start(
    request: { readonly verb: 'subscribe'; readonly from: number } | { readonly verb: 'watch' },
    access: ClientAccess,
  ): void {
    if (request.verb === 'subscribe') {
      const following = access.subscribe(request.from, {
        take: (entries) => this.#write(this.#serving.encodeEntries(entries)),
        fail: ({ message }) => this.end({ code: 'fault', message }),
      });
      this.#owned.add(following);
      this.#resumes.push(() => following.resume());
      return;
    }
    const feed = createWatcherFeed({
      sendSnapshot: (snapshot) => this.#hasRoom() && (this.#write(toLine({ snapshot })), true),
      sendOutput: (chunk) => this.#hasRoom() && (this.#write(this.#serving.encodeOutput(chunk)), true),
    });
    this.#resumes.push(() => feed.resume());
    this.#owned.add(access.watch(feed));
  }

  /** Writes what the client has subscribed to; false when it should read before there is more. */
  #write(data: Buffer | string): boolean {
    if (this.#socket.writable) this.#socket.write(data);
    return this.#hasRoom();
  }

  #hasRoom(): boolean {
    return this.#socket.writableLength <= this.#serving.limits.tailBytes;
  }

  #drained(): void {
    this.#wake('unread');
    for (const resume of this.#resumes) resume();
  }

  #stalled(): void {
    if (this.#socket.writableLength === 0) return;
    this.#serving.log.warn('a client that reads nothing was cut off', { unread: this.#socket.writableLength });
    this.#socket.destroy();
  }

  #restAWhile(): void {
    if (this.#rests.has('rate')) return;
    this.#rest('rate');
    this.#resting = setTimeout(() => this.#wake('rate'), this.#serving.limits.restMs);
  }

  #rest(reason: 'rate' | 'unread'): void {
    this.#rests.add(reason);
    this.#socket.pause();
  }

  #wake(reason: 'rate' | 'unread'): void {
    if (this.#rests.delete(reason) && this.#rests.size === 0) this.#socket.resume();
  }
}

const unknownToken: SocketProblem = { code: 'unknown-token', message: 'The token is not known to the leader.' };
const noHello: SocketProblem = { code: 'malformed', message: 'The first message of a connection is its hello.' };
const lateHello: SocketProblem = { code: 'late-hello', message: 'The connection did not say in time who it is.' };
const rateLimited: SocketProblem = {
  code: 'rate-limited',
  message: 'Requests come faster than the leader takes them from one client. Send this one again in a moment.',
};
