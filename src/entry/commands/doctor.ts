import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inspectRepository } from '../../adapters/git/inspectRepository.ts';
import { formatTable } from '../../app/report/formatStatus.ts';
import { loadPlan, swarmFolder } from '../loadPlan.ts';
import { nodeProblem } from '../nodeVersion.ts';
import { findLedger } from '../readSwarm.ts';
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
    await checkGit(),
    await checkRepository(context.folder),
    await checkPlan(context.folder),
    await checkLedger(context.folder),
  ];
  const ok = findings.every((finding) => finding.ok);
  if (context.json) sayJson({ ok, checks: findings, sandbox: 'none' });
  else {
    say(
      formatTable(findings.map((finding) => [finding.ok ? 'ok' : 'PROBLEM', finding.what, finding.detail])).join('\n'),
    );
    say(
      'note     sandbox     commands of a plan run without a sandbox in this version: launch only plans that you trust',
    );
  }
  return ok ? exitCodes.ok : exitCodes.problem;
}

function checkNode(version: string): Finding {
  const problem = nodeProblem(version);
  return { what: 'Node', ok: problem === undefined, detail: problem ?? version };
}

async function checkGit(): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version']);
    const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
    const ok = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 38);
    return { what: 'git', ok, detail: ok ? stdout.trim() : `${stdout.trim()} is too old: install git 2.38 or newer` };
  } catch (cause) {
    return {
      what: 'git',
      ok: false,
      detail: `git does not run (${cause instanceof Error ? cause.message : String(cause)}): install git 2.38 or newer`,
    };
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
  return { what: 'ledger', ok: true, detail: ledger.ok ? join(ledger.value) : 'none yet' };
}
