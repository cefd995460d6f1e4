#!/usr/bin/env node
// The command stands here so that an installation links it before anything is built.
import '../dist/main.js';
