import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from '../../adapters/git/gitError.ts';
import { listRescues } from '../../adapters/git/savedRefs.ts';
import { requireGit } from '../../adapters/git/gitVersion.ts';
import { inspectRepository } from '../../adapters/git/inspectRepository.ts';
import { formatTable } from '../../app/report/formatStatus.ts';
import { freeSpace, sizeOf } from '../diskReport.ts';
import { loadPlan, swarmFolder } from '../loadPlan.ts';
import { nodeProblem } from '../nodeVersion.ts';
import { findLedger, foldFile, parkedLetters } from '../readSwarm.ts';
import { exitCodes, say, sayJson, type CommandContext } from './command.ts';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** `s2 doctor`: what a swarm needs, checked one by one, each with the next step when it is missing. */
export async function doctor(context: CommandContext): Promise<number> {
  const findings = [
    checkNode(process.versions.node),
    await checkGit(context.folder),
    await checkRepository(context.folder),
    await checkPlan(context.folder),
    await checkLedger(context.folder),
    await checkLetters(context.folder),
  ];
  const sandbox = await describeSandbox();
  const ok = findings.every((finding) => finding.ok);
  const disk = await freeSpace(context.folder);
  if (context.json) sayJson({ ok, checks: findings, sandbox: sandbox.kind, disk });
  else {
    const rows = findings.map((finding) => [finding.ok ? 'ok' : 'PROBLEM', finding.what, finding.detail]);
    const notes = [['note', 'sandbox', sandbox.detail], noteDisk(disk), ...(await noteSaved(context.folder))];
    say(formatTable([...rows, ...notes]).join('\n'));
  }
  return ok ? exitCodes.ok : exitCodes.problem;
}

async function describeSandbox(): Promise<{ readonly kind: 'os' | 'none'; readonly detail: string }> {
  const { whyNoSandbox } = await import('../sandbox.ts');
  const why = await whyNoSandbox();
  if (why === undefined) return { kind: 'os', detail: 'commands of a plan are confined by the operating system' };
  return { kind: 'none', detail: `none: ${why}. \`s2 run --sandbox auto\` runs commands with your rights` };
}

function noteDisk({ bytes, low }: Awaited<ReturnType<typeof freeSpace>>): readonly string[] {
  const advice = '; each session may need as much for its worktree: make room, or see `s2 clean --worktrees --dry-run`';
  return [low ? 'WARNING' : 'note', 'disk', `${sizeOf(bytes)} free${low ? advice : ''}`];
}

/** Saved work is kept until a person says otherwise, so a person is told how much there is. */
async function noteSaved(folder: string): Promise<readonly (readonly string[])[]> {
  const file = await findLedger(folder);
  if (!file.ok) return [];
  const saved = await listRescues(join(file.value, '..', '..'), foldFile(file.value).integrationBranch);
  if (saved.length === 0) return [];
  const bytes = saved.reduce((sum, ref) => sum + ref.bytes, 0);
  const what = `${saved.length === 1 ? '1 ref' : `${saved.length} refs`} below refs/s2/rescue, ${Math.ceil(bytes / 1_000)} kB: \`s2 clean --dry-run\` lists them`;
  return [['note', 'saved work', what]];
}

function checkNode(version: string): Finding {
  const problem = nodeProblem(version);
  return { what: 'Node', ok: problem === undefined, detail: problem ?? version };
}

async function checkGit(folder: string): Promise<Finding> {
  try {
    return { what: 'git', ok: true, detail: await requireGit(folder) };
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    return { what: 'git', ok: false, detail: cause.message };
  }
}

async function checkRepository(folder: string): Promise<Finding> {
  const repository = await inspectRepository(folder);
  if (repository.kind === 'problem') return { what: 'repository', ok: false, detail: repository.message };
  try {
    await access(repository.root, constants.W_OK);
  } catch (cause) {
    return {
      what: 'repository',
      ok: false,
      detail: `${repository.root} cannot be written (${codeOf(cause)}): allow writing to it`,
    };
  }
  const dirty = repository.dirty
    ? ', uncommitted changes (agents start from the last commit and never touch your checkout)'
    : '';
  return {
    what: 'repository',
    ok: true,
    detail: `${repository.root} on ${repository.branch ?? 'a detached commit'}${dirty}`,
  };
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}

async function checkPlan(folder: string): Promise<Finding> {
  const plan = await loadPlan(await swarmFolder(folder));
  if (!plan.ok) return { what: 'plan', ok: false, detail: plan.error.message };
  return {
    what: 'plan',
    ok: true,
    detail: `${plan.value.name}: ${plan.value.tasks.length} tasks in ${plan.value.sessions.length} sessions`,
  };
}

async function checkLedger(folder: string): Promise<Finding> {
  const ledger = await findLedger(folder);
  return { what: 'ledger', ok: true, detail: ledger.ok ? ledger.value : 'none yet' };
}

async function checkLetters(folder: string): Promise<Finding> {
  const ledger = await findLedger(folder);
  const letters = ledger.ok ? parkedLetters(join(ledger.value, '..'), foldFile(ledger.value).name) : [];
  const ok = letters.length === 0;
  const detail = ok ? 'none' : `${letters.length} entries of the ledger could not be handled: see \`s2 dead-letters\``;
  return { what: 'dead letters', ok, detail };
}
