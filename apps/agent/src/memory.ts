// In: nothing. Out: V8's space for young values stays as small as it begins. What is read of a row dies with the row; left alone, that space
// grows to 48 MB and takes the old one with it, so that reading two gigabytes of lines held 250 MB where 40 were alive. The old space is bounded
// by nothing but the machine: a workbook is opened whole. Imported first, before anything is read.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--semi-space-growth-factor=1');
