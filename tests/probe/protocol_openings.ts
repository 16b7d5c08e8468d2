// First words of other protocols, which scanners try on every port.

export const PROTOCOL_OPENINGS: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  { name: "HTTP", bytes: ascii("GET / HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n") },
  {
    name: "HTTP/2",
    bytes: Uint8Array.of(...ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 0, 0, 0, 4, 0, 0, 0, 0, 0),
  },
  { name: "TLS ClientHello", bytes: clientHello() },
  { name: "SSH", bytes: ascii("SSH-2.0-OpenSSH_9.6\r\n") },
  { name: "Modbus", bytes: hex("00010000000501 2b0e0100") },
  { name: "S7", bytes: hex("0300001611e00000001400c1020100c2020102c0010a") },
  {
    name: "DNS AXFR",
    bytes: hex("001d 0001 0000 0001 000000000000 076578616d706c6503636f6d00 00fc 0001"),
  },
  { name: "STUN", bytes: hex("00010000 2112a442 000102030405060708090a0b") },
  { name: "SOCKS5", bytes: hex("050100") },
  { name: "SOCKS4", bytes: hex("0401 0050 7f000001 00") },
  { name: "RDP", bytes: hex("030000130ee000000000000100080003000000") },
  { name: "SMTP", bytes: ascii("EHLO example.com\r\n") },
];

/** TLS 1.2 with one cipher and no extension: enough for a TLS server to answer. */
function clientHello(): Uint8Array {
  const body = Uint8Array.of(3, 3, ...new Uint8Array(32).fill(7), 0, 0, 2, 0xc0, 0x2f, 1, 0);
  const handshake = Uint8Array.of(1, 0, 0, body.length, ...body);
  return Uint8Array.of(0x16, 3, 1, 0, handshake.length, ...handshake);
}

function hex(text: string): Uint8Array {
  return Uint8Array.fromHex(text.replaceAll(" ", ""));
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
