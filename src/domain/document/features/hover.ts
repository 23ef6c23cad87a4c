import { assertNever } from '../../../base/assertNever.ts';
import { writeEstimate } from '../canonicalTask.ts';
import { readFields } from '../fields.ts';
import { rules } from '../rules/index.ts';
import type { ManifestSession } from '../swarmManifest.ts';
import type { PlacedTask } from '../world.ts';
import { fieldGuideOf } from './fieldGuide.ts';
import type { CardRow, HoverCard } from './hoverCard.ts';
import type { LanguageWorld, Place } from './languageWorld.ts';
import { touches, type Mention } from './mention.ts';
import { mentionAt } from './mentions.ts';
import { hoverSwarmKey } from './swarmKeys.ts';

const longestText = 400;

/** What is known of that which stands at the place; undefined when it is nothing of ours. */
export function hoverAt(place: Place): HoverCard | undefined {
  const mention = mentionAt(place);
  if (mention) {
    const card = cardOf(place, mention);
    if (card) return { range: mention.range, ...clipped(card) };
  }
  return place.document.yaml ? hoverSwarmKey(place.document.yaml, place.position) : hoverField(place);
}

type Card = Omit<HoverCard, 'range'>;

function clipped({ title, rows }: Card): Card {
  return { title: shorten(title), rows: rows.map(({ label, text }) => ({ label, text: shorten(text) })) };
}

function shorten(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText).toWellFormed()}…` : text;
}

function cardOf(place: Place, mention: Mention): Card | undefined {
  switch (mention.kind) {
    case 'task':
      return mention.target
        ? taskCard(place, mention.target)
        : { title: mention.text, rows: [{ label: '', text: 'No document states this task.' }] };
    case 'session':
      return mention.target && sessionCard(place, mention.target);
    case 'model':
      return modelCard(place, mention.text);
    case 'capability':
      return capabilityCard(place, mention.text);
    case 'rule': {
      const rule = rules.find(({ id }) => id === mention.text);
      return rule && { title: rule.id, rows: [{ label: '', text: rule.summary }] };
    }
    default:
      return assertNever(mention);
  }
}

const row = (label: string, text: string | undefined): readonly CardRow[] =>
  text === undefined || text === '' ? [] : [{ label, text }];

function taskCard({ live }: LanguageWorld, { task, document, session }: PlacedTask): Card {
  const standing = live?.get(task.id.value.toLowerCase());
  const words = (items: readonly { readonly value: string }[]) => items.map(({ value }) => value).join(', ');
  return {
    title: `${task.id.value} · ${task.title.value}`,
    rows: [
      ...row('State', standing?.status),
      ...row('Owner', standing?.owner ?? undefined),
      ...row('Why it does not run', standing?.why?.reason),
      ...row('What would help', standing?.why?.action),
      ...row('Cost so far', standing?.cost === undefined ? undefined : `$${standing.cost.toFixed(2)}`),
      ...row('Planned for', session?.id ?? task.session?.value),
      ...row('Depends on', words(task.dependsOn)),
      ...row('Delivers', words(task.files)),
      ...row('Needs', words(task.capabilities)),
      ...row('Model', task.model?.value),
      ...row('Priority', task.priority?.value),
      ...row('Estimate', task.estimate && (writeEstimate(task.estimate.value) || task.estimate.text)),
      ...row('Stated in', `${document.path}:${task.range.start.line + 1}`),
    ],
  };
}

function sessionCard({ world, live }: LanguageWorld, session: ManifestSession): Card {
  const own = world.tasks.filter((placed) => placed.session?.id === session.id);
  const done = own.filter(({ task }) => live?.get(task.id.value.toLowerCase())?.status === 'completed');
  const agents = Object.entries(session.agents).map(([tier, count]) => `${count} ${tier}`);
  return {
    title: session.role === '' ? session.id : `${session.id} · ${session.role}`,
    rows: [
      ...row('Tasks', live ? `${done.length} of ${own.length} completed` : String(own.length)),
      ...row('Capabilities', session.capabilities.join(', ')),
      ...row('Branch', session.branch.value),
      ...row('Provider', session.provider),
      ...row('Agents', agents.join(', ')),
      ...row('Budget', session.budget === undefined ? undefined : `$${session.budget.toFixed(2)}`),
    ],
  };
}

function modelCard({ world }: LanguageWorld, name: string): Card | undefined {
  const lower = name.toLowerCase();
  const tasks = world.tasks.filter(({ task }) => task.model?.value.toLowerCase() === lower).length;
  const isKnown = world.manifest?.models.some((model) => model.toLowerCase() === lower) ?? false;
  const text = isKnown ? 'A model tier of swarm.yaml.' : 'A model tier that swarm.yaml does not describe.';
  return { title: name, rows: [{ label: '', text }, ...row('Tasks', String(tasks))] };
}

function capabilityCard({ world }: LanguageWorld, name: string): Card {
  const family = `${name.split(':')[0]}:*`;
  const holders = (world.manifest?.sessions ?? []).filter(
    ({ capabilities }) => capabilities.includes(name) || capabilities.includes(family),
  );
  const tasks = world.tasks.filter(({ task }) => task.capabilities.some(({ value }) => value === name)).length;
  const who = holders.length === 0 ? 'no session' : holders.map(({ id }) => id).join(', ');
  return { title: name, rows: [...row('Held by', who), ...row('Needed by', `${tasks} tasks`)] };
}

function hoverField({ document, position }: Place): HoverCard | undefined {
  const fields = readFields(position.line, document.source.line(position.line));
  const field = fields.find(({ keyRange }) => touches(keyRange, position));
  const guide = field && fieldGuideOf(field.key);
  return field && guide && { range: field.keyRange, title: guide.key, rows: [{ label: '', text: guide.about }] };
}
