// The layout in a Web Worker, so that a large graph does not hold up the page: a sketch comes in, a layout goes out.
import { arrangeFrames } from "./compound";
import type { Sketch } from "./sketch";

addEventListener("message", ({ data }: MessageEvent<Sketch>) => postMessage(arrangeFrames(data)));
