import { make } from '../../../html/browser/build.ts';
import { startTheme } from '../../../html/browser/start.ts';
import { boxSize, curveBetween, mapSizes, rowPlace } from './geometry.ts';
import { layOutBoxes } from './layout.ts';
import { linesToDraw } from './lines-to-draw.ts';
import { drawLines, drawnButton } from './lines.ts';
import { chainPanel, endButton, panelButton, panelList, peerPanel, proofElement, trafficText } from './panel.ts';
import { routesOf, shortestChain } from './routes.ts';
import { startMap } from './start-map.ts';

/** Everything that `startMap` calls. A function runs in the page as it is written here, without its types. */
const functions = [
  boxSize,
  chainPanel,
  curveBetween,
  drawLines,
  drawnButton,
  endButton,
  layOutBoxes,
  linesToDraw,
  make,
  mapSizes,
  panelButton,
  panelList,
  peerPanel,
  proofElement,
  routesOf,
  rowPlace,
  shortestChain,
  startMap,
  startTheme,
  trafficText,
];

/** The page's script: type-checked and tested as part of the project, shipped as its own source. */
export const mapScript = `"use strict";\n${functions.map(String).join('\n')}\n${startMap.name}();\n`;
