/** Every request of the window and what answers it. A missing one is a compile error. */
import { access } from 'node:fs/promises';
import type { AppInfo, RequestHandlers } from '../../../shared/ipc/contract.ts';
import { checkRunDefaults } from '../run-defaults.ts';
import { createCompareHandlers } from './compare-handlers.ts';
import { createExportHandlers } from './export-handlers.ts';
import type { ListImports } from './list-imports.ts';
import { createRecipeHandlers } from './recipe-handlers.ts';
import { createRunHandlers } from './run-handlers.ts';
import type { MainServices } from './services.ts';

export function createHandlers(services: MainServices, imports: ListImports): RequestHandlers {
  const { engine, dialogs, channel } = services;
  return {
    'app.info': async () => {
      const info = await appInfo(services);
      // After the answer, so that the page knows itself before it shows what waited for it.
      setImmediate(() => channel.pageListens());
      return info;
    },

    'list.openDialog': async ({ importId }) => {
      const paths = await dialogs.openListsOrRun();
      return paths.length === 0 ? null : imports.openFiles(importId, paths);
    },
    'list.openDropped': ({ importId, paths }) => imports.openDropped(importId, paths),
    'list.textBegin': async ({ importId, name }) => {
      await imports.textBegin(importId, name);
      return null;
    },
    'list.textAppend': async ({ importId, text }) => {
      await imports.textAppend(importId, text);
      return null;
    },
    'list.textImport': ({ importId, choices }) => imports.textImport(importId, choices),
    'list.openAgain': ({ importId, ofImportId, choices }) => imports.openAgain(importId, ofImportId, choices),
    'list.openRecent': ({ importId, path }) => imports.openRecent(importId, path),
    'list.saveReport': ({ draftId, name }) => imports.saveReport(draftId, name),
    'list.cancelImport': async ({ importId }) => {
      await imports.cancel(importId);
      return null;
    },
    'list.dropped': (input) => engine.request('draft.dropped', input),
    'list.discard': (input) => engine.request('draft.discard', input),
    'demo.prepare': ({ importId, pages }) => imports.demo(importId, pages),

    ...createRunHandlers(services),
    ...createRecipeHandlers(services),

    'rows.view': (input) => engine.request('rows.view', input),
    'rows.read': (input) => engine.request('rows.read', input),
    'rows.detail': (input) => engine.request('rows.detail', input),
    'pages.preview': (input) => engine.request('pages.preview', input),
    'hosts.read': (input) => engine.request('hosts.read', input),
    'hosts.detail': (input) => engine.request('hosts.detail', input),
    'hosts.live': (input) => engine.request('hosts.live', input),
    'host.pause': (input) => engine.request('host.pause', input),
    'host.resume': (input) => engine.request('host.resume', input),
    'host.forget': (input) => engine.request('host.forget', input),
    'host.decide': (input) => engine.request('host.decide', input),

    'settings.setRunDefaults': (input) => {
      services.runDefaults.set(checkRunDefaults(input));
      return services.runDefaults.get();
    },

    'settings.forgetHosts': () => engine.request('hosts.forget', {}),

    ...createExportHandlers(services),
    ...createCompareHandlers(services),

    'progress.ack': (input) => engine.request('progress.ack', input),
  };
}

async function appInfo(services: MainServices): Promise<AppInfo> {
  const { version, runsFolder, recent, tracker, runDefaults, exportChoices } = services;
  const listed = recent.list();
  const isThere = await Promise.all(
    listed.map(({ path }) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  for (const [index, { path }] of listed.entries()) if (isThere[index] === false) recent.forget(path);
  // A window without a folder for runs can still open them; what needs the folder says what is wrong.
  const folder = await runsFolder().catch(() => '');
  return {
    version,
    runsFolder: folder,
    recent: recent.list(),
    run: tracker.run,
    runDefaults: runDefaults.get(),
    exportChoices: exportChoices.get(),
  };
}
