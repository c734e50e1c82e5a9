/** `gleaner demo`: the whole job against the demo shop, a web server on this computer. */
import path from 'node:path';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import { demoList } from '../../runtime/demo-shop/pages.ts';
import type { DemoCommand } from '../command.ts';
import { checkExportPaths } from '../check-export.ts';
import type { CliContext } from '../context.ts';
import { startDemoShop } from '../demo-shop.ts';
import type { ExitStatus } from '../exit-status.ts';
import { absolutePaths, finishRun, type FinishInput } from '../finish-run.ts';
import { formatCountOf } from '../../../shared/format.ts';
import { importList } from '../import-list.ts';
import { interruptible } from '../interrupt.ts';
import { changedOptions } from '../option-changes.ts';
import type { Reporter } from '../reporter.ts';
import type { Session } from '../session.ts';
import { shownPath } from '../summary.ts';

/** The shop is the user's own: the politeness that a stranger's server deserves would only make the demo slow. */
const DEMO_PER_HOST = 200;
const TEXT_PIECE_LENGTH = 256 * 1024;

export async function demo(
  command: DemoCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const runPath = path.resolve(context.folder, command.runPath);
  const folder = path.dirname(runPath);
  const exportPaths = absolutePaths(command.exportPaths, context);
  await checkExportPaths(exportPaths, [runPath]);

  const shop = await startDemoShop(context.demoShopUrl, command.pages);
  try {
    const summary = await importList(session, reporter, context, {
      listPaths: [await spoolList(session, context.interrupt, folder, demoList(shop.origin, command.pages))],
      name: `Demo shop, ${formatCountOf(command.pages, 'page')}`,
      folder,
      removeListAfter: true,
      runPath,
      replaceUnfinished: true,
    });
    const changes = changedOptions(DEFAULT_OPTIONS, command.options);
    const options = { ...DEFAULT_OPTIONS, perHost: DEMO_PER_HOST, adapt: false, ...changes };
    const end = await session.start(summary, options);
    return await finishRun(session, reporter, {
      end,
      runPath,
      exportPaths,
      nextSteps: demoSteps(runPath, context),
    });
  } finally {
    shop.stop();
  }
}

/** Hands the list over in pieces, as a pasted one, so that it is never in memory whole. */
async function spoolList(
  session: Session,
  interrupt: AbortSignal,
  folder: string,
  lines: Iterable<string>,
): Promise<string> {
  const { spoolPath } = await session.handlers['text.begin']({ folder });
  const append = async (): Promise<void> => {
    let text = '';
    for (const line of lines) {
      text += `${line}\n`;
      if (text.length < TEXT_PIECE_LENGTH) continue;
      await session.handlers['text.append']({ spoolPath, text });
      text = '';
    }
    if (text !== '') await session.handlers['text.append']({ spoolPath, text });
  };
  try {
    await interruptible(interrupt, append, () => undefined);
    return spoolPath;
  } catch (error) {
    await session.handlers['text.discard']({ spoolPath });
    throw error;
  }
}

/** Resume and retry are of no use here: the shop they would ask is gone when this command ends. */
function demoSteps(runPath: string, { folder }: CliContext): FinishInput['nextSteps'] {
  const shown = shownPath(runPath, folder);
  return ({ totals }) => {
    if (totals.pending > 0)
      return [{ purpose: 'The demo shop is closed; to start it anew', words: ['demo'] }];
    if (totals.failed === 0) return [];
    const words = ['export', shown, '--out', 'failed.csv', '--only', 'failed'];
    return [{ purpose: 'To list what failed', words }];
  };
}
