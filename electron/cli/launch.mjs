#!/usr/bin/env node
/** The launcher under its ES module name; `launch.cjs` is the one to prefer, and says why. */
import './launch.cjs';
