// The stages of a connection that only an inbound or a dialer can see coming; they report them to the relay.

export type ReportedStage = "ADDR" | "UDP_ASSOC" | "DNS" | "CONNECTING";

/** Told just before the stage begins. Must not throw. */
export type Progress = (stage: ReportedStage) => void;
