/** Reads a list into a run file as the engine does it for the window and the command line: `import-run.js LIST F.gleaner`. */
import { basename, dirname } from 'node:path';
import process from 'node:process';
import { Drafts } from '../../electron/engine/import/drafts.ts';

const [listPath = '', runPath = ''] = process.argv.slice(2);
const drafts = new Drafts({ onProgress: () => {}, onInspected: () => {} });
const { draftId, rows, hosts } = await drafts.import({
  importId: 'bench',
  listPaths: [listPath],
  name: basename(listPath),
  folder: dirname(runPath),
  runPath,
  replaceUnfinished: false,
  removeListAfter: false,
});
drafts.turnIntoRunFile(draftId);
process.stdout.write(`${JSON.stringify({ rows, hosts })}\n`);
