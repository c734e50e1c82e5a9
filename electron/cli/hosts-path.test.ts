import path from 'node:path';
import { expect, it } from 'vitest';
import { hostsPathOf } from './hosts-path.ts';

const home = () => '/home/me';
const homeless = () => {
  throw new Error('no home');
};

it('is beside the settings of the window', () => {
  expect(hostsPathOf({}, 'linux', home)).toBe(path.join('/home/me/.config/gleaner/hosts.json'));
  expect(hostsPathOf({ XDG_CONFIG_HOME: '/config' }, 'linux', home)).toBe(
    path.join('/config/gleaner/hosts.json'),
  );
  expect(hostsPathOf({ APPDATA: '/roaming' }, 'win32', home)).toBe(path.join('/roaming/gleaner/hosts.json'));
  expect(hostsPathOf({}, 'darwin', home)).toContain('Application Support');
});

it('is what the environment names, or nowhere', () => {
  expect(hostsPathOf({ GLEANER_HOSTS_FILE: '/elsewhere/h.json' }, 'linux', home)).toBe('/elsewhere/h.json');
  expect(hostsPathOf({ GLEANER_HOSTS_FILE: '' }, 'linux', home)).toBeNull();
  expect(hostsPathOf({}, 'linux', homeless)).toBeNull();
});
