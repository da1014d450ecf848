import type { Observable } from '../base/observable.js';
import type { Theme } from '../ui/theme.js';

/** The colours that a canvas needs as values; they live in styles/tokens.css like all others. */
export interface Palette {
  series: string[];
  quiet: string;
  fill: string;
  grid: string;
  text: string;
  hole: string;
  surface: string;
}

/** Reads the colours again only when the theme changes. */
export class PaletteReader {
  private palette: Palette = readPalette();

  constructor(theme: Observable<Theme>) {
    theme.watch(() => {
      this.palette = readPalette();
    });
  }

  get current(): Palette {
    return this.palette;
  }
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    series: [read('--series-1'), read('--series-2'), read('--series-3')],
    quiet: read('--series-quiet'),
    fill: read('--series-fill'),
    grid: read('--grid'),
    text: read('--text-muted'),
    hole: read('--hole'),
    surface: read('--surface'),
  };
}
