import 'react';

declare module 'react' {
  // Custom properties are how a widget hands numbers to its style sheet.
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined;
  }
}
