// Why: the stand-in is looser than Slack in places where our bot must be strict, and it listens on every interface.
// Bun loads this file before the stand-in (bunfig.toml, written by server.py) and it wraps Bun.serve, so that
//   * it listens on 127.0.0.1 only;
//   * channels say whether they are shared, people which team they are of and who is an admin, auth.test which scopes
//     there are, and user groups exist (all from keys of the workspace file that the stand-in itself ignores);
//   * events carry bot_id (of a person who has one in the workspace file), team, channel_type and is_ext_shared_channel;
//   * a trigger_id lives 3 seconds and serves once; a response_url serves 5 times and is ephemeral unless it says
//     otherwise; views.update compares hashes;
//   * an unedited input submits its initial value; a click in a view carries the view; one in an ephemeral says so;
//   * a click whose type is "message_action" arrives as a message shortcut.
// Its own control routes, beside the stand-in's: /_control/ui drives the page's socket and answers when the app has
// acknowledged; /_control/page tells what the page shows; /_control/traffic what the app was sent, called and answered;
// /_control/envelope sends the app any payload; /_control/fault makes a Web API method fail; /_control/share shares a
// channel with another company or takes it back; /_control/disconnect ends the connections, as Slack does every few hours; /_control/drop without a word.
import { readFileSync } from "node:fs";
import { patchPage } from "./page.js";

const workspace = JSON.parse(readFileSync(process.env.STANDIN_WORKSPACE, "utf8"));
const byId = (items) => new Map((items ?? []).map((item) => [item.id, item]));
const people = byId(workspace.users);
const channels = byId(workspace.channels);
const groups = workspace.usergroups ?? [];
const homeTeam = workspace.workspace.teamId;

const page = { stack: [], homes: {}, errors: null, connected: false };
const triggers = new Map();
const shared = new Map();
const faults = new Map();
const responses = new Map();
const peers = new Map();
const acknowledgements = new Map();
const sent = [];
const calls = [];
let lastEnvelope = null;
let typed = {};

const teamOf = (user) => people.get(user)?.team_id ?? homeTeam;
const isShared = (channel) => shared.get(channel) ?? Boolean(channels.get(channel)?.is_ext_shared);
const reply = (body, status = 200, headers = {}) => Response.json(body, { status, headers });
const denied = (error) => reply({ ok: false, error });

function initialValue(element) {
  const { type, initial_value, initial_option, initial_options, initial_date, initial_time } = element;
  if (type === "checkboxes") return { type, selected_options: initial_options ?? [] };
  if (type === "datepicker") return { type, selected_date: initial_date ?? null };
  if (type === "timepicker") return { type, selected_time: initial_time ?? null };
  if (type === "conversations_select") return { type, selected_conversation: element.initial_conversation ?? null };
  if (type === "multi_users_select") return { type, selected_users: element.initial_users ?? [] };
  if (type.endsWith("_input")) return { type, value: initial_value ?? null };
  return { type, selected_option: initial_option ?? null };
}

function stateOf(view, values) {
  const state = {};
  for (const { type, block_id, element } of view.blocks ?? []) {
    if (type !== "input") continue;
    state[block_id] = { [element.action_id]: values[block_id]?.[element.action_id] ?? initialValue(element) };
  }
  return { values: state };
}

function asSlackSendsIt(type, payload) {
  if (payload.trigger_id) triggers.set(payload.trigger_id, Date.now());
  if (type === "events_api" && payload.event?.channel) {
    const { event } = payload;
    payload.is_ext_shared_channel = isShared(event.channel);
    if (channels.get(event.channel)?.is_private && event.channel_type === "channel") event.channel_type = "group";
    if (event.type === "message" && event.user) {
      event.team = teamOf(event.user);
      const { bot_id } = people.get(event.user) ?? {};
      if (bot_id) event.bot_id = bot_id;
    }
  }
  if (payload.user?.id) payload.user.team_id = teamOf(payload.user.id);
  if (payload.type === "view_submission") payload.view.state = stateOf(payload.view, typed);
  if (payload.type === "block_actions") return asClick(payload);
  return payload;
}

function asClick(payload) {
  const [action] = payload.actions;
  if (action.type === "message_action") {
    const { actions, state, container, ...rest } = payload;
    return { ...rest, type: "message_action", callback_id: action.action_id, message_ts: payload.message.ts, action_ts: action.action_ts };
  }
  if (!payload.message) {
    const view = page.stack.at(-1) ?? page.homes[payload.user.id]?.[payload.api_app_id];
    payload.view = { ...view, state: stateOf(view ?? {}, typed) };
    payload.container = { type: "view", view_id: view?.id };
    for (const key of ["message", "channel", "response_url", "state"]) delete payload[key];
  } else if (payload.message.subtype === "ephemeral") {
    payload.container.is_ephemeral = true;
    delete payload.message;
  }
  return payload;
}

function peerOf(socket) {
  const send = (json) => {
    const envelope = JSON.parse(json);
    if (!envelope.envelope_id) return socket.send(json);
    lastEnvelope = envelope.envelope_id;
    const payload = asSlackSendsIt(envelope.type, envelope.payload);
    sent.push({ time: Date.now(), type: envelope.type, payload });
    return socket.send(JSON.stringify({ ...envelope, payload }));
  };
  return { data: socket.data, send, close: () => socket.close() };
}

function acknowledged(envelopeId) {
  return new Promise((resolve) => {
    acknowledgements.set(envelopeId, resolve);
    setTimeout(resolve, 5000, { acknowledged: false });
  });
}

const invisiblePage = {
  data: { kind: "ui" },
  send(json) {
    const told = JSON.parse(json);
    if (told.t === "init") {
      Object.assign(page, { stack: told.state.modalStack, homes: told.state.homeViews, errors: null });
      sent.length = calls.length = 0;
      shared.clear();
      faults.clear();
    }
    if (told.t === "view") Object.assign(page, { stack: told.stack, errors: null });
    if (told.t === "socket_status") page.connected = told.connected;
    if (told.t === "view_errors") page.errors = told.errors;
    if (told.t === "home") (page.homes[told.user] ??= {})[told.appId] = told.view;
  },
};

const control = {
  async ui(request, pageMessage) {
    lastEnvelope = null;
    pageMessage(await request.json());
    return reply(lastEnvelope ? await acknowledged(lastEnvelope) : { acknowledged: false });
  },
  page: async () => reply(page),
  traffic: async () => reply({ sent, calls }),
  async envelope(request) {
    const { type, payload } = await request.json();
    const envelope_id = crypto.randomUUID();
    const accepts_response_payload = type !== "events_api";
    for (const [socket] of peers) socket.send(JSON.stringify({ envelope_id, type, payload, accepts_response_payload }));
    return reply(await acknowledged(envelope_id));
  },
  async fault(request) {
    const { method, ...fault } = await request.json();
    faults.set(method, [...(faults.get(method) ?? []), ...Array(fault.times ?? 1).fill(fault)]);
    return reply({ ok: true });
  },
  async share(request) {
    const { channel, is_ext_shared } = await request.json();
    shared.set(channel, is_ext_shared);
    return reply({ ok: true });
  },
  async disconnect() {
    for (const [socket] of peers) socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
    return reply({ ok: true });
  },
  async drop() {
    for (const [socket] of peers) socket.close();
    return reply({ ok: true });
  },
};

async function argumentsOf(request) {
  const text = await request.clone().text();
  if ((request.headers.get("content-type") ?? "").includes("json")) return JSON.parse(text || "{}");
  const args = Object.fromEntries(new URLSearchParams(text || new URL(request.url).search));
  for (const name of ["blocks", "view", "metadata"]) if (args[name]) args[name] = JSON.parse(args[name]);
  return args;
}

function triggerError(trigger) {
  const made = triggers.get(trigger);
  if (made === undefined) return null;
  if (made === "used") return "exchanged_trigger_id";
  triggers.set(trigger, "used");
  return Date.now() - made > 3000 ? "expired_trigger_id" : null;
}

async function respond(pathname, request, next) {
  const uses = (responses.get(pathname) ?? 0) + 1;
  responses.set(pathname, uses);
  if (uses > 5) return denied("used_url");
  const body = await request.json();
  calls.push({ time: Date.now(), method: "response_url", args: body });
  return next(new Request(request.url, { method: "POST", body: JSON.stringify({ response_type: "ephemeral", ...body }) }));
}

async function callApi(method, request, next) {
  const args = await argumentsOf(request);
  calls.push({ time: Date.now(), method, args });
  const fault = faults.get(method)?.shift();
  if (fault) {
    return reply({ ok: false, error: fault.error ?? "ratelimited" }, fault.status ?? 429, { "Retry-After": `${fault.retry_after ?? 1}` });
  }
  if (method === "usergroups.list") return reply({ ok: true, usergroups: groups.map(({ users, ...group }) => group) });
  if (method === "usergroups.users.list") {
    const group = groups.find(({ id }) => id === args.usergroup);
    return group ? reply({ ok: true, users: group.users }) : denied("no_such_subteam");
  }
  const trigger = method === "views.open" || method === "views.push" ? triggerError(args.trigger_id) : null;
  if (trigger) return denied(trigger);
  if (method === "views.update" && args.hash) {
    const current = page.stack.find(({ id }) => id === args.view_id) ?? page.stack.at(-1);
    if (current && current.hash !== args.hash) return denied("hash_conflict");
  }
  const response = await next(request);
  if (method === "auth.test") response.headers.set("X-OAuth-Scopes", (workspace.apps[0].scopes ?? []).join(","));
  if (method !== "conversations.info" && !method.startsWith("users.")) return response;
  const body = await response.json();
  if (body.channel?.id) {
    const is_pending_ext_shared = Boolean(channels.get(body.channel.id)?.is_pending_ext_shared);
    Object.assign(body.channel, { is_ext_shared: isShared(body.channel.id), is_pending_ext_shared });
  }
  for (const user of [body.user, ...(body.members ?? [])]) {
    if (!people.has(user?.id)) continue;
    const { bot_id, is_admin } = people.get(user.id);
    const seen = { is_stranger: teamOf(user.id) !== homeTeam, is_bot: Boolean(bot_id), is_admin: Boolean(is_admin) };
    Object.assign(user, { team_id: teamOf(user.id), ...seen });
    if (bot_id) user.profile.bot_id = bot_id;
  }
  return reply(body);
}

const serve = Bun.serve;
Bun.serve = (options) => {
  const { open, message, close } = options.websocket;
  const pageMessage = (told) => {
    typed = told.values ?? {};
    message(invisiblePage, JSON.stringify(told));
  };
  const server = serve({
    ...options,
    hostname: "127.0.0.1",
    async fetch(request, own) {
      const { pathname } = new URL(request.url);
      const [, room, name] = pathname.split("/");
      if (room === "_control" && control[name]) return control[name](request, pageMessage);
      const next = (passed) => options.fetch(passed, own);
      if (room === "_hooks") return respond(pathname, request, next);
      if (room === "api") return callApi(name, request, next);
      const response = await next(request);
      return room === "" || room === "archives" ? patchPage(response, workspace) : response;
    },
    websocket: {
      open(socket) {
        if (socket.data.kind === "socket") peers.set(socket, peerOf(socket));
        open(peers.get(socket) ?? socket);
      },
      message(socket, data) {
        if (socket.data.kind === "ui") typed = JSON.parse(data).values ?? {};
        message(peers.get(socket) ?? socket, data);
        if (socket.data.kind !== "socket") return;
        const { envelope_id, payload } = JSON.parse(data);
        if (payload?.view) calls.push({ time: Date.now(), method: "view_submission", args: payload });
        const answered = acknowledgements.get(envelope_id);
        acknowledgements.delete(envelope_id);
        if (answered) setTimeout(answered, 0, { acknowledged: true, payload });
      },
      close(socket) {
        close(peers.get(socket) ?? socket);
        peers.delete(socket);
      },
    },
  });
  open(invisiblePage);
  return server;
};
