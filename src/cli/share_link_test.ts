import { assertEquals } from "@std/assert";
import { shareLink } from "./share_link.ts";

Deno.test("shareLink() gives the examples of SIP002", () => {
  assertEquals(
    shareLink({
      address: { host: "192.168.100.1", port: 8888 },
      method: "aes-128-gcm",
      password: "test",
      tag: "Example1",
    }),
    "ss://YWVzLTEyOC1nY206dGVzdA@192.168.100.1:8888#Example1",
  );
  assertEquals(
    shareLink({
      address: { host: "192.168.100.1", port: 8888 },
      method: "2022-blake3-aes-256-gcm",
      password: "YctPZ6U7xPPcU+gp3u+0tx/tRizJN9K8y+uKlW2qjlI=",
      tag: "Example3",
    }),
    "ss://2022-blake3-aes-256-gcm:YctPZ6U7xPPcU%2Bgp3u%2B0tx%2FtRizJN9K8y%2BuKlW2qjlI%3D@192.168.100.1:8888#Example3",
  );
});

Deno.test("shareLink() escapes what would end the link early, and brackets IPv6", () => {
  assertEquals(
    shareLink({
      address: { host: "2001:db8::1", port: 1 },
      method: "2022-blake3-aes-128-gcm",
      password: "a=:b=",
      tag: "Ann's & Ö",
    }),
    "ss://2022-blake3-aes-128-gcm:a%3D%3Ab%3D@[2001:db8::1]:1#Ann's%20%26%20%C3%96",
  );
});
