import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { readConfigFile } from "./config_file.ts";
import { TOP_LEVEL_KEYS } from "./key_table.ts";
import { Ledger } from "./ledger.ts";
import { ConfigError, type Problem } from "./problem.ts";
import type { Settings } from "./settings.ts";

Deno.test("readConfigFile() takes comments, trailing commas, single quotes and bare keys", () => {
  const { settings, warnings } = read(`{
    // the server
    server: 'example.com', /* and its port */
    "server_port": "8388",
    password: 123456789012345,
  }`);
  assertEquals(settings.server?.value, [{ host: "example.com", port: undefined }]);
  assertEquals(settings.serverPort?.value, [8388]);
  assertEquals(settings.password?.value.reveal(), "123456789012345");
  assertEquals(warnings, []);
});

Deno.test("readConfigFile() remembers where each value stands", () => {
  const { settings } = read('{\n  "timeout": 60,\n  "servers": [{"port": 1}]\n}');
  assertEquals(settings.timeoutSeconds?.origin.place, "config.json:2:14");
  assertEquals(settings.servers?.value[0]?.serverPort?.origin, {
    source: "file",
    subject: "servers[0].port",
    place: "config.json:3:24",
  });
});

Deno.test("readConfigFile() tells line and column of what is no JSON, and quotes none of it", () => {
  const cases: Readonly<Record<string, string>> = {
    '{\n  "password": hunter2\n}': "config.json:2:15",
    '{"server": "a" "password": "hunter2"}': "config.json:1:16",
    '{"password": "hunter2': "config.json:1:22",
    "# hunter2": "config.json:1:1",
  };
  for (const [text, where] of Object.entries(cases)) {
    const error = assertThrows(() => read(text), ConfigError);
    assertEquals(error.problems[0]?.where, where);
    assertEquals(JSON.stringify(error.problems).includes("hunter2"), false);
  }
});

Deno.test("readConfigFile() says that a file is empty", () => {
  for (const text of ["", " \n", "\uFEFF"]) {
    assertEquals(readProblems(text).map(({ message }) => message), ["config.json is empty"]);
  }
});

Deno.test("readConfigFile() tells line and column after a byte order mark as editors do", () => {
  const { warnings } = read('\uFEFF{"sever": 1}');
  assertEquals(warnings[0]?.where, "config.json:1:2");
});

Deno.test("readConfigFile() names the nearest known key to an unknown one", () => {
  const { warnings } = read('{"sever_port": 1, "servers": [{"adress": "a"}], "zzzzzzzzzz": 1}');
  assertEquals(warnings, [
    {
      message: "unknown key sever_port, ignored",
      hint: "did you mean server_port?",
      where: "config.json:1:2",
    },
    {
      message: "unknown key servers[0].adress, ignored",
      hint: "did you mean address?",
      where: "config.json:1:32",
    },
    { message: "unknown key zzzzzzzzzz, ignored", hint: undefined, where: "config.json:1:49" },
  ]);
});

Deno.test("readConfigFile() refuses a mistyped key of a rule, which would match more without it", () => {
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    domian: ["unknown key rules[0].domian", "did you mean domain?"],
    zzzzzz: [
      "unknown key rules[0].zzzzzz",
      "there are route, balance, round_robin, when_all_down, go_direct, domain, host, keyword, " +
      "regex, ip, port, user, country, domain_file",
    ],
  };
  for (const [key, [message, hint]] of Object.entries(cases)) {
    const problems = readProblems(`{"rules": [{"${key}": ["x"], "route": "direct"}]}`);
    assertEquals(problems, [{ message, hint, where: "config.json:1:13" }]);
  }
});

Deno.test("readConfigFile() shows what a list is of, where it is none", () => {
  const cases: Readonly<Record<string, string>> = {
    '{"servers": "h:1"}': 'for example [{"server": ...}]',
    '{"health": 60}': 'for example {"interval": ...}',
    '{"rules": {}}': 'for example [{"domain": "example.com", "route": "direct"}]',
    '{"upstreams": ["socks5://h:1"]}': 'for example {"url": "socks5://192.0.2.1:1080"}',
  };
  for (const [text, hint] of Object.entries(cases)) {
    assertEquals(readProblems(text).map((problem) => problem.hint), [hint]);
  }
});

Deno.test("readConfigFile() warns of a key that appears twice, and the last one counts", () => {
  const { settings, warnings } = read('{"server_port": 1, "server_port": 2}');
  assertEquals(settings.serverPort?.value, [2]);
  assertEquals(warnings.map(({ message }) => message), [
    "server_port appears twice: the last one counts",
  ]);
});

Deno.test("readConfigFile() points at the wrong item of a list", () => {
  const problems = readProblems('{"server": ["a.example",\n  "8388"]}');
  assertEquals(problems.map(({ message, where }) => [message, where]), [[
    'server must be a host name or an IP address, with or without a port, not "8388"',
    "config.json:2:3",
  ]]);
});

Deno.test("readConfigFile() refuses null in a rule, which would match everything, and nowhere else", () => {
  const [problem] = readProblems('{"rules": [{"domain": null, "route": "direct"}]}');
  assertEquals([problem?.message, problem?.where], ["rules[0].domain is null", "config.json:1:13"]);
  assertEquals(read('{"server": null}').settings, {});
});

Deno.test("readConfigFile() refuses values of the wrong type", () => {
  const cases: Readonly<Record<string, string>> = {
    '{"server_port": 0}': "server_port must be a port from 1 to 65535, not 0",
    '{"server_port": 65536}': "server_port must be a port from 1 to 65535, not 65536",
    '{"server_port": "abc"}': 'server_port must be a port from 1 to 65535, not "abc"',
    '{"server_port": true}': "server_port must be a port from 1 to 65535, not true",
    '{"server": true}':
      "server must be a host name or an IP address, with or without a port, not true",
    '{"server": "ss://YTpi@h:1"}': "the method is not known",
    '{"password": {"a": 1}}': "password must be a text in quotes",
    '{"password": 12345678901234567890}': "password must be a text in quotes",
    '{"password": ""}': "password must not be empty",
    '{"timeout": 0}': "timeout must be a number of seconds above 0, not 0",
    '{"timeout": "-1"}': 'timeout must be a number of seconds above 0, not "-1"',
    '{"no_delay": "maybe"}': 'no_delay must be true or false, not "maybe"',
    '{"port_password": {"0": "x"}}':
      'port_password must be ports and passwords, like {"8388": "password"}',
    '{"port_password": []}': 'port_password must be ports and passwords, like {"8388": "password"}',
    '{"servers": {}}': "servers must be a list of objects",
    '{"servers": [1]}': "servers[0] must be an object",
    "[]": "a configuration must be an object",
    '{"tunnel_address": "example.com"}': 'tunnel_address must be host:port, not "example.com"',
    '{"mode": "udp"}': 'mode must be one of tcp_only, tcp_and_udp, udp_only, not "udp"',
    '{"udp_timeout": 0}': "udp_timeout must be a number of seconds above 0, not 0",
    '{"udp_max_associations": 0}':
      "udp_max_associations must be a whole number from 1 to 1000000, not 0",
    '{"crypto": "gnutls"}': 'crypto must be one of auto, webcrypto, node, openssl, not "gnutls"',
    '{"allow_private": ["10.0.0.0/99"]}':
      'allow_private must be true, false or address ranges such as 10.0.0.0/8, not "10.0.0.0/99"',
  };
  for (const [text, message] of Object.entries(cases)) {
    assertEquals(readProblems(text)[0]?.message, message, text);
  }
});

Deno.test("readConfigFile() says what an unsupported key would have done, unless it asks for nothing", () => {
  const { warnings } = read(
    '{"fast_open": true, "mtu": 1400, "nofile": 1024}',
  );
  assertEquals(warnings.map(({ message }) => message), [
    "fast_open is not possible on Deno: TCP Fast Open cannot be switched on for its sockets",
    "mtu is not supported yet",
    "nofile is ignored: the limit is set by whoever starts the program",
  ]);
  const quiet =
    '{"fast_open": false, "plugin": "", "plugin_opts": null, "auth": false, "mode": "tcp_only"}';
  assertEquals(read(quiet).warnings, []);
});

Deno.test("readConfigFile() takes keep_alive in seconds as true, and says whose intervals hold", () => {
  for (const seconds of ["15", '"15"', "0.5"]) {
    const { settings, warnings } = read(`{\n  "keep_alive": ${seconds}\n}`);
    assertEquals(settings.keepAlive?.value, true);
    assertEquals(warnings.map(({ message, where }) => [message, where]), [[
      "keep_alive is taken as true: Deno cannot set the seconds between probes, the system's hold",
      "config.json:2:17",
    ]]);
  }
  for (const plain of ["true", "false", "1", "0", '"true"']) {
    assertEquals(read(`{"keep_alive": ${plain}}`).warnings, [], plain);
  }
  assertEquals(readProblems('{"keep_alive": -5}').length, 1);
});

Deno.test("readConfigFile() refuses what is never done", () => {
  for (const member of ['"auth": true', '"one_time_auth": true', '"daemon": "start"']) {
    const [problem] = readProblems(`{${member}}`);
    assertEquals(problem?.where?.startsWith("config.json:1:"), true, member);
    assertEquals(typeof problem?.hint, "string", member);
  }
});

Deno.test("readConfigFile() warns of what its user may count on, and says what happens instead", () => {
  const members = [
    '"user": "nobody"',
    '"servers": [{"acl": "/x"}]',
  ];
  for (const member of members) {
    const [warning] = read(`{${member}}`).warnings;
    assertEquals(warning?.where?.startsWith("config.json:1:"), true, member);
    assertEquals(typeof warning?.hint, "string", member);
  }
});

Deno.test("TOP_LEVEL_KEYS knows every key of the libev, rust and python files", () => {
  const missing = FAMILY_KEYS.filter((key) => !TOP_LEVEL_KEYS.has(key));
  assertEquals(missing, []);
});

Deno.test("readConfigFile() knows every key inside servers[] and locals[]", () => {
  const servers = SERVER_KEYS.map((key) => `"${key}": null`).join(",");
  const locals = LOCAL_KEYS.map((key) => `"${key}": null`).join(",");
  assertEquals(read(`{"servers": [{${servers}}], "locals": [{${locals}}]}`).warnings, []);
});

Deno.test("readConfigFile() throws nothing but a ConfigError, and shows no secret, whatever the values", () => {
  const secret = "planted-secret";
  const value = fc.oneof(fc.jsonValue(), fc.constant(secret), fc.constant([secret]));
  const member = fc.tuple(fc.constantFrom(...TOP_LEVEL_KEYS.keys()), value);
  fc.assert(fc.property(fc.array(member), (members) => {
    const file = { ...Object.fromEntries(members), password: { secret }, key: [secret] };
    const problems = readProblems(JSON.stringify({ password: file.password, key: file.key }));
    assertEquals(JSON.stringify(problems).includes(secret), false);
    const all = JSON.stringify(readProblems(JSON.stringify(file)));
    // "Invalid type: Expected ... but received ..." is what valibot says where we say nothing.
    assertEquals(/received/i.test(all), false);
  }));
});

Deno.test("a Secret does not show itself", () => {
  const { settings } = read('{"password": "planted-secret"}');
  assertEquals(JSON.stringify(settings).includes("planted"), false);
  assertEquals(Deno.inspect(settings, { depth: 9, showHidden: true }).includes("planted"), false);
  assertStringIncludes(Deno.inspect(settings), "***");
});

function read(text: string): { settings: Settings; warnings: readonly Problem[] } {
  const ledger = new Ledger();
  const settings = readConfigFile({ name: "config.json", text }, ledger);
  ledger.settle();
  return { settings, warnings: ledger.warnings };
}

function readProblems(text: string): readonly Problem[] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const FAMILY_KEYS =
  `server server_port local_address local_port local_ipv4_address local_ipv6_address password key
   method timeout mode port_password plugin plugin_opts plugin_args plugin_mode fast_open no_delay
   mptcp reuse_port ipv6_first prefer_ipv6 ipv6_only keep_alive nofile user dns nameserver dns_server
   dns_cache_size udp_timeout udp_max_associations udp_mtu mtu acl tunnel_address tunnel_remote
   tunnel_remote_port tunnel_port tcp_tproxy dscp use_syslog workdir tcp_incoming_sndbuf
   tcp_incoming_rcvbuf tcp_outgoing_sndbuf tcp_outgoing_rcvbuf manager_address manager_port servers
   shadowsocks locals protocol outbound_fwmark outbound_user_cookie outbound_bind_addr
   outbound_bind_interface outbound_udp_allow_fragmentation outbound_proxy security balancer
   online_config version log runtime launchd_tcp_socket_name launchd_udp_socket_name auth
   one_time_auth verbose log-file pid-file daemon workers forbidden_ip libopenssl libsodium
   libmbedtls`.split(/\s+/);

const SERVER_KEYS =
  `server address server_port port password method users disabled plugin plugin_opts plugin_args
   plugin_mode timeout remarks name id mode tcp_weight udp_weight acl outbound_fwmark
   outbound_user_cookie outbound_bind_addr outbound_bind_interface
   outbound_udp_allow_fragmentation outbound_proxy`.split(/\s+/);

const LOCAL_KEYS =
  `local_address local_port local_udp_address local_udp_port protocol mode disabled acl
   socks5_auth_config_path http_auth_config_path forward_address forward_port tcp_redir udp_redir
   local_dns_address local_dns_port remote_dns_address remote_dns_port client_cache_size
   tun_interface_name tun_interface_address tun_interface_destination tun_device_fd_from_path
   fake_dns_record_expire_duration fake_dns_ipv4_network fake_dns_ipv6_network
   fake_dns_database_path launchd_tcp_socket_name launchd_udp_socket_name`.split(/\s+/);
