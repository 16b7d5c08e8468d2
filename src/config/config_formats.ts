// The programs whose configurations can be converted.

import { DIALECT_NAMES, type DialectName } from "./dialect_rules.ts";

/** Of their configurations the Shadowsocks outbounds. */
export type OutboundProgram = "sing-box" | "xray";

export type ConfigFormat = DialectName | OutboundProgram;

export const CONFIG_FORMATS: readonly ConfigFormat[] = [...DIALECT_NAMES, "sing-box", "xray"];
