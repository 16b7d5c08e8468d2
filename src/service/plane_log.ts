// The log as a data plane knows it: a text with {names} and their values, which can cross to another isolate.

export interface PlaneLog {
  info(text: string, properties?: LogProperties): void;
  warn(text: string, properties?: LogProperties): void;
  error(text: string, properties?: LogProperties): void;
}

export type LogProperties = Record<string, string | number | undefined>;
