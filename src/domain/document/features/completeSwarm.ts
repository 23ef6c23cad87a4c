import { assertNever } from '../../../base/assertNever.ts';
import type { Shape } from '../shape.ts';
import { swarmShape } from '../swarmShape.ts';
import { capabilityCandidates, modelCandidates, ruleCandidates, sessionCandidates } from './candidates.ts';
import { completionsFor, wordAround, type Candidate, type Completions } from './completionItem.ts';
import type { Place } from './languageWorld.ts';
import { aboutKey, shapeAt, type YamlStep } from './swarmKeys.ts';
import { yamlCursor } from './yamlCursor.ts';

/** What may be written at a place of a swarm.yaml: keys that are not there yet, and values where only some are allowed. */
export function completeSwarm(place: Place): Completions | undefined {
  const { source } = place.document;
  const before = source.line(place.position.line).slice(0, place.position.character);
  if (/#\s*s2-disable-next-line\s/.test(before)) {
    return completionsFor(wordAround(source, place.position), ruleCandidates());
  }
  const cursor = yamlCursor(source, place.position);
  const shape = cursor && (cursor.path.length === 0 ? swarmShape : shapeAt(cursor.path));
  if (!shape) return undefined;
  const { path, siblings, typed } = cursor;
  const keys = keyCandidates(place, shape, path).filter(({ label }) => !siblings.has(label));
  // What is being typed counts as a capability of the session already.
  const values = valueCandidates(place, shape, path).filter(
    ({ kind, label }) => kind !== 'capability' || label !== typed,
  );
  if (cursor.at === 'value') return completionsFor(cursor, values);
  // An item of a list that is no map is a value although no key stands before it.
  return completionsFor(cursor, path.at(-1) === 'item' ? [...keys, ...values] : keys);
}

const lastKey = (path: readonly YamlStep[]) => {
  const step = path.findLast((one) => one !== 'item');
  return typeof step === 'object' ? step.key : undefined;
};

function keyCandidates({ world }: Place, shape: Shape, path: readonly YamlStep[]): readonly Candidate[] {
  if (shape.type === 'map') {
    return Object.entries(shape.keys).flatMap(([label, key]) =>
      key.legacy === undefined
        ? [{ label, kind: 'field', detail: aboutKey(key), newText: `${label}: `, rank: key.required ? 0 : 1 }]
        : [],
    );
  }
  if (shape.type !== 'record') return [];
  const asKey = (one: Candidate): Candidate => ({ ...one, newText: `${one.label}: ` });
  switch (lastKey(path)) {
    case 'agents':
      return modelCandidates(world).map(asKey);
    case 'service_contracts':
      return sessionCandidates(world).map(asKey);
    case 'rules':
      return ruleCandidates().map(asKey);
    default:
      return [];
  }
}

function valueCandidates({ world }: Place, shape: Shape, path: readonly YamlStep[]): readonly Candidate[] {
  switch (shape.type) {
    case 'text':
      if (shape.oneOf) return shape.oneOf.map((label) => ({ label, kind: 'value' }));
      return path.at(-1) === 'item' && lastKey(path) === 'capabilities' ? capabilityCandidates(world) : [];
    case 'boolean':
      return ['true', 'false'].map((label) => ({ label, kind: 'value' }));
    case 'number':
      return shape.min === shape.max ? [{ label: String(shape.min), kind: 'value' }] : [];
    case 'money':
    case 'list':
    case 'record':
    case 'map':
    case 'anything':
      return [];
    default:
      return assertNever(shape);
  }
}
