import type { Observable } from '../base/observable.js';
import type { Theme } from '../ui/theme.js';

/** The colours that a canvas needs as values; they live in styles/tokens.css like all others. */
export interface Palette {
  main: string;
  second: string;
  third: string;
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
    main: read('--line-main'),
    second: read('--line-second'),
    third: read('--line-third'),
    quiet: read('--line-quiet'),
    fill: read('--line-fill'),
    grid: read('--grid'),
    text: read('--text-muted'),
    hole: read('--hole'),
    surface: read('--surface'),
  };
}
