import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { missionTemplate, phaseTemplate } from '../../domain/document/generate/templates.ts';
import { readGeneration } from '../readGeneration.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';
import { command, contextOf, finish, type CommonOptions } from './commandLine.ts';

/** `s2 docs template`: a new file to fill in, which is never written over another. */
export function templateCommand(): Command {
  return command('template', 'print a new phase file or mission to fill in')
    .argument('<what>', 'phase or mission')
    .option('--session <id>', 'whose phase file')
    .option('--write', 'write it, unless there is such a file')
    .action((what: string, options: CommonOptions & TemplateOptions) => {
      const context = contextOf(options);
      return finish(context, template(context, what, options));
    });
}

interface TemplateOptions {
  readonly session?: string;
  readonly write?: true;
}

async function template(context: CommandContext, what: string, options: TemplateOptions): Promise<number> {
  if (what !== 'phase' && what !== 'mission') {
    process.stderr.write('s2: choose phase or mission\n');
    return exitCodes.usage;
  }
  const found = await readGeneration(context.folder);
  if (!found.ok) return sayProblem(found.error, context);
  const {
    root,
    generation: { plan },
  } = found.value;
  const session =
    options.session === undefined ? plan.sessions[0] : plan.sessions.find(({ id }) => id === options.session);
  if (!session) {
    const message = `There is no session ${options.session ?? ''}; choose of ${plan.sessions.map(({ id }) => id).join(', ')}.`;
    return sayProblem({ code: 'unknown', message }, context);
  }
  const own = plan.tasks.filter((task) => task.session === session.id);
  const next = Math.max(0, ...own.map(({ phase }) => phase ?? 0)) + 1;
  const made = what === 'phase' ? phaseTemplate(session, next) : missionTemplate(plan.name);
  if (!options.write) {
    say(made.text.trimEnd());
    return exitCodes.ok;
  }
  const beside = what === 'phase' ? own[0]?.source.file.split('/').slice(0, -1).join('/') : undefined;
  const file = beside ? `${beside}/${made.name}` : made.name;
  if (await exists(join(root, file)))
    return sayProblem({ code: 'exists', message: `${file} exists already and was left as it is.` }, context);
  await writeFile(join(root, file), made.text, { flag: 'wx' });
  if (context.json) sayJson({ written: [file] });
  else say(`Wrote ${file}. Fill it in, then check it with \`s2 lint\`.`);
  return exitCodes.ok;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
