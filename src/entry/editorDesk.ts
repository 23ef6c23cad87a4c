import type { OutsideDesk } from '../app/ports/outsideDesk.ts';
import type { Log } from '../base/log.ts';
import type { EditorDesk } from '../protocol/editorTools.ts';
import { openDesk } from './outsideDesk.ts';

/** What the language-model tools of a window work with; loads the native ledger, so it is imported at the first call only. */
export function createEditorDesk(log: Log): EditorDesk {
  const desks = new Map<string, OutsideDesk>();
  return {
    call: ({ folder, session, ...call }) => {
      const name = JSON.stringify([folder, session]);
      const desk = desks.get(name) ?? openDesk({ repository: folder, session, log });
      desks.set(name, desk);
      return desk.call({ ...call, report: () => undefined });
    },
    leave: async () => {
      const open = [...desks.values()];
      desks.clear();
      for (const desk of open) await desk.close();
    },
  };
}
