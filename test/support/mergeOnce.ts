import { openCheckout } from '../../src/adapters/git/result/checkout.ts';
import { mergeResult } from '../../src/adapters/git/result/mergeResult.ts';

/* Merges the result into the checkout of a folder, as `s2 merge` does: `node mergeOnce.ts <folder> <integration branch> <result>`. */
const [folder = '', integrationBranch = '', result = ''] = process.argv.slice(2);
const checkout = await openCheckout(folder, `${folder}/.s2`);
const moved = await mergeResult(checkout, { swarm: 'main', integrationBranch, result });
if (!moved.ok) throw new Error(moved.error.message);
await moved.value?.forget();
