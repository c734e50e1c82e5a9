import { expect, it } from 'vitest';
import { APT_PACKAGES, missingLibraries, packagesFor } from './apt-packages.mjs';

it('uses the plain names where apt knows no renamed ones', () => {
  expect(packagesFor(new Set(['libasound2', 'libgtk-3-0']))).toEqual(APT_PACKAGES);
});

it('takes the renamed package where there is one', () => {
  const packages = packagesFor(new Set(['libasound2', 'libasound2t64', 'xvfb']));

  expect(packages).toContain('libasound2t64');
  expect(packages).not.toContain('libasound2');
  expect(packages).toContain('xvfb');
});

it('names the libraries that the loader did not find, and only those', () => {
  const output = [
    '\tlinux-vdso.so.1 (0x00007ffd)',
    '\tlibgtk-3.so.0 => not found',
    '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)',
    '\tlibasound.so.2 => not found',
  ].join('\n');

  expect(missingLibraries(output)).toEqual(['libgtk-3.so.0', 'libasound.so.2']);
});
