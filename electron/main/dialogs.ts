/** The system's dialogs. Paths to read and to write come from here, never from the page. */
import { dialog, shell, type BrowserWindow } from 'electron';
import { EXPORT_FORMAT_INFO } from '../../shared/export.ts';
import type { Dialogs } from './handlers/services.ts';

export function createDialogs(window: () => BrowserWindow): Dialogs {
  return {
    async openListsOrRun() {
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        title: 'Open lists or a run',
        properties: ['openFile', 'multiSelections'],
        filters: [
          {
            name: 'Lists and runs',
            extensions: ['txt', 'csv', 'tsv', 'xlsx', 'xlsm', 'xml', 'gz', 'list', 'gleaner'],
          },
          { name: 'All files', extensions: ['*'] },
        ],
      });
      return canceled ? [] : filePaths;
    },
    async saveReport(suggestedPath) {
      const { canceled, filePath } = await dialog.showSaveDialog(window(), {
        title: 'Save the report',
        defaultPath: suggestedPath,
        properties: ['showOverwriteConfirmation', 'createDirectory'],
        filters: [{ name: 'CSV', extensions: ['csv'] }],
      });
      return canceled || filePath === '' ? null : filePath;
    },
    async openRunToCompare() {
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        title: 'Compare with an earlier run',
        properties: ['openFile'],
        filters: [{ name: 'Runs', extensions: ['gleaner'] }],
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
    async saveExport(suggestedPath, format) {
      const { name, endings } = EXPORT_FORMAT_INFO[format];
      const { canceled, filePath } = await dialog.showSaveDialog(window(), {
        title: `Export: ${name}`,
        defaultPath: suggestedPath,
        properties: ['showOverwriteConfirmation', 'createDirectory'],
        filters: [{ name, extensions: endings.map((ending) => ending.slice(1)) }],
      });
      return canceled || filePath === '' ? null : filePath;
    },
    async openRecipe() {
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), {
        title: 'Open a recipe',
        properties: ['openFile'],
        filters: RECIPE_FILTERS,
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
    async saveRecipe(suggestedName) {
      const { canceled, filePath } = await dialog.showSaveDialog(window(), {
        title: 'Save the recipe',
        defaultPath: suggestedName,
        properties: ['showOverwriteConfirmation', 'createDirectory'],
        filters: RECIPE_FILTERS,
      });
      return canceled || filePath === '' ? null : filePath;
    },
  };
}

const RECIPE_FILTERS = [{ name: 'Recipes', extensions: ['json'] }];

/** Hands a link to the system browser when the user says so. The whole address is shown: it may come from a page. */
export async function askOpenExternal(window: BrowserWindow, url: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Open this page in your browser?',
    detail: new URL(url).href,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  if (response === 0) await shell.openExternal(url);
}
