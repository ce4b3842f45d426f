// Why: the stand-in's page leaves out what our cards and modals use: rich text, text areas, buttons in modals, fields for
// numbers, channels and people, and the message shortcuts of a message's menu. Each patch replaces one exact piece of the page of version 0.1.8 and fails
// loudly where it no longer fits.
function richText(block, names) {
  const text = (piece) =>
    piece.type === "text" ? piece.text
    : piece.type === "link" ? (piece.text ?? piece.url)
    : piece.type === "user" ? `@${names[piece.user_id] ?? piece.user_id}`
    : piece.type === "channel" ? `#${names[piece.channel_id] ?? piece.channel_id}`
    : piece.type === "date" ? piece.fallback
    : piece.type === "emoji" ? `:${piece.name}:`
    : "";
  const styled = (piece) => {
    const { bold, italic, strike, code } = piece.style ?? {};
    const css = { fontWeight: bold ? 700 : undefined, fontStyle: italic ? "italic" : undefined, textDecoration: strike ? "line-through" : undefined };
    if (piece.type === "link") return f.jsx("a", { href: piece.url, target: "_blank", rel: "noreferrer", style: css, children: text(piece) });
    return f.jsx(code ? "code" : "span", { style: css, children: text(piece) });
  };
  const part = (element) => {
    const children = element.elements.map((piece) => (piece.elements ? f.jsx("li", { children: part(piece) }) : styled(piece)));
    if (element.type === "rich_text_list") return f.jsx(element.style === "ordered" ? "ol" : "ul", { style: { margin: "2px 0" }, children });
    if (element.type === "rich_text_quote") return f.jsx("blockquote", { className: "mrkdwn-quote", children });
    if (element.type === "rich_text_preformatted") return f.jsx("pre", { children });
    return f.jsx("div", { children });
  };
  return f.jsx("div", { className: "bk-text", style: { whiteSpace: "pre-wrap" }, children: block.elements.map(part) });
}

function shortcutButtons(message, actingUser, shortcuts) {
  return shortcuts.map(({ name, callback_id }) =>
    f.jsx("button", {
      className: "msg-hover-btn",
      title: name,
      onClick: () => du(message.channel, message.ts, actingUser, { type: "message_action", action_id: callback_id }),
      children: name,
    }),
  );
}

// A form's field for a number, a channel or several people; undefined for another field.
function field(element, typed, keep, { channels, users }) {
  const { type } = element;
  if (type === "number_input") {
    const value = typed?.value ?? element.initial_value ?? "";
    return f.jsx("input", { className: "bk-plain-input", type: "number", value, onChange: ({ target }) => keep({ type, value: target.value }) });
  }
  const option = ({ id, name, real_name }) => f.jsx("option", { value: id, children: real_name ?? `#${name}` }, id);
  if (type === "conversations_select") {
    const offered = channels.filter((one) => !(element.filter?.exclude_external_shared_channels && one.is_ext_shared));
    const value = typed?.selected_conversation ?? element.initial_conversation ?? "";
    const onChange = ({ target }) => keep({ type, selected_conversation: target.value || null });
    return f.jsxs("select", { className: "bk-select", value, onChange, children: [f.jsx("option", { value: "", children: "Select" }), offered.map(option)] });
  }
  if (type === "multi_users_select") {
    const value = typed?.selected_users ?? element.initial_users ?? [];
    const onChange = ({ target }) => keep({ type, selected_users: [...target.selectedOptions].map((one) => one.value) });
    return f.jsx("select", { className: "bk-select", multiple: true, size: users.length, value, onChange, children: users.map(option) });
  }
}

const patches = (shortcuts, names, workspace) => [
  // The functions above join the page's script.
  ["function g6(){", (own) => `${richText}${shortcutButtons}${field}${own}`],
  ['default:return f.jsxs("div",{className:"bk-unknown"', (own) => `case"rich_text":return richText(l,${JSON.stringify(names)});${own}`],
  // What need not be filled in says so.
  ['className:"bk-label",children:l.label.text', (own) => `${own}+(l.optional?" (optional)":"")`],
  // What stands beside a paragraph is on its right, and the three dots are no wider than they need to be.
  [".bk-unknown{color:#b00", (own) =>
    ".bk-section:has(>.bk-button,>.bk-select){display:flex;justify-content:space-between;align-items:start;gap:16px}" +
    `.bk-section>.bk-button{flex:none}.bk-overflow{width:3.5em}${own}`],
  // A card needs a wider thread.
  ["Q.useState(380)", () => "Q.useState(480)"],
  // A multiline input is a text area.
  ['return f.jsx("input",{className:"bk-plain-input",placeholder:(z=', (own) =>
    own.replace('"input",{', 'l.multiline?"textarea":"input",{rows:8,style:{maxWidth:"none"},')],
  // Numbers, channels and people have fields.
  ['const K=a.input;switch(l.type){case"plain_text_input"', (own) =>
    own.replace("switch", `const own=field(l,K.get(c,g),w=>K.set(c,g,w),${JSON.stringify(workspace)});if(own)return own;switch`)],
  // Selects, boxes and radio buttons start from their initial choice.
  ['L.value)??"";return f.jsxs("select"', (own) => own.replace('??""', '??l.initial_option?.value??""')],
  [".selected_options)??[],de=", (own) => own.replace("??[]", "??l.initial_options??[]")],
  ["de=(te=(fe=K.get(c,g))==null?void 0:fe.selected_option)==null?void 0:te.value;", () =>
    "de=(K.get(c,g)?.selected_option??l.initial_option)?.value;"],
  // A button in a modal tells the app, with what has been typed so far.
  ["ctx:{input:C}", () =>
    'ctx:{input:C,onAction:w=>pe.send(JSON.stringify({t:"block_action",channel:"",messageTs:"",user:a,action:w,appId:m.app_id,values:g}))}'],
  // A message has its menu in a thread, too.
  ['!R&&!B&&f.jsxs("div",{className:"msg-hover-actions"', (own) => own.replace("!R&&!B", "!B")],
  // A message's menu offers the app's shortcuts.
  ['ve&&f.jsxs(f.Fragment,{children:[f.jsx("button",{className:"msg-hover-btn",title:"Edit message"', (own) =>
    `...shortcutButtons(l,a,${JSON.stringify(shortcuts)}),${own}`],
  // An ephemeral message is shown to its reader only.
  ["D=c&&!se?l.messages[c]??[]:[],", () =>
    "D=c&&!se?(l.messages[c]??[]).filter(w=>!w.ephemeral_to||w.ephemeral_to===m):[],"],
];

export async function patchPage(response, { users, channels, shortcuts = [] }) {
  let html = await response.text();
  const names = Object.fromEntries([...users, ...channels].map(({ id, name, real_name }) => [id, real_name ?? name]));
  for (const [piece, patch] of patches(shortcuts, names, { users, channels })) {
    if (html.split(piece).length !== 2) throw new Error(`the stand-in's page has changed: ${piece}`);
    html = html.replace(piece, patch);
  }
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}
