import type { Log } from '../base/log.ts';
import type { CoordinatorClient } from '../protocol/coordinatorClient.ts';
import type { RequestOf } from '../protocol/verbs.ts';

type News = RequestOf<'hostTrouble' | 'runnerEnded'>;
type Teller = Pick<CoordinatorClient, 'request'>;

/** What the agent host says of itself to whoever leads. */
export interface HostVoice {
  /** Says it now. */
  tell(client: Teller, news: News): void;
  /** Says to a leader that is new what is still so: nobody else could tell it. */
  readonly repeat: (client: Teller) => Promise<void>;
}

/** Remembers what is so now: the trouble that is not over, and the sessions that nobody starts again. */
export function createHostVoice(log: Log): HostVoice {
  const current = new Map<string, News>();
  const say = async (client: Teller, news: News): Promise<void> => {
    try {
      const answer = await client.request(news);
      if (!answer.ok) log.error('The leader did not take news of the host.', { ...news, code: answer.error.code });
    } catch (error) {
      // The connection is lost: the next leader is told by `repeat`.
      log.warn('News of the host were not heard.', { ...news, error: String(error) });
    }
  };
  return {
    tell: (client, news) => {
      if (news.verb === 'hostTrouble') note(current, news.what, news, news.trouble !== null);
      else note(current, `runner/${news.session}`, news, news.forGood);
      void say(client, news);
    },
    repeat: async (client) => {
      for (const news of current.values()) await say(client, news);
    },
  };
}

function note(current: Map<string, News>, key: string, news: News, lasts: boolean): void {
  if (lasts) current.set(key, news);
  else current.delete(key);
}
