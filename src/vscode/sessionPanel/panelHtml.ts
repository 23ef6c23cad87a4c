/** What the page of a panel needs from the webview that shows it. */
export interface PanelResources {
  /** Source expression that the webview allows for its own files. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** Fresh for every page. */
  readonly nonce: string;
  readonly title: string;
  /** BCP 47 */
  readonly language: string;
}

/**
 * The page of a session panel. It carries no data: everything shown comes later by message. Only the one script with the
 * nonce runs; inline styles, remote content and forms are not allowed.
 */
export function panelHtml(given: PanelResources): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${given.nonce}'`,
    `style-src ${given.cspSource} 'nonce-${given.nonce}'`,
    `font-src ${given.cspSource}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(given.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<link rel="stylesheet" href="${escapeAttribute(given.style)}">
<title>${escapeAttribute(given.title)}</title>
</head>
<body>
<main id="session"></main>
<script type="module" nonce="${given.nonce}" src="${escapeAttribute(given.script)}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
