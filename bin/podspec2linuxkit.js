#!/usr/bin/env node
const { run } = require('../dist/cli.cjs');

run();
