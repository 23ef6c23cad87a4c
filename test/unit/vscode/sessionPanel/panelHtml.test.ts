import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelHtml } from '../../../../src/vscode/sessionPanel/panelHtml.ts';

const resources = {
  cspSource: 'https://*.example.invalid',
  script: 'https://files.example.invalid/a.js',
  style: 'https://files.example.invalid/a.css',
  nonce: 'n0nce',
  title: 'session-1',
  language: 'en',
};

function policyOf(html: string): ReadonlyMap<string, string> {
  const content = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const text = content.replaceAll('&#39;', "'");
  return new Map(
    text.split('; ').map((part): [string, string] => [part.split(' ')[0] ?? '', part.split(' ').slice(1).join(' ')]),
  );
}

test('only the one script with the nonce may run, and nothing remote is loaded', () => {
  const policy = policyOf(panelHtml(resources));
  assert.equal(policy.get('default-src'), "'none'");
  assert.equal(policy.get('script-src'), "'nonce-n0nce'");
  assert.doesNotMatch([...policy.values()].join(' '), /unsafe|\bhttp:|data:/);
  assert.equal(policy.get('connect-src'), undefined);
});

test('a session cannot write into the page with its name', () => {
  const html = panelHtml({ ...resources, title: '"><script>alert(1)</script><img src=x onerror=alert(1)>' });
  assert.equal([...html.matchAll(/<script/g)].length, 1);
  assert.doesNotMatch(html, /<img/);
});
