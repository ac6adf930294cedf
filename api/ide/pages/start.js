// Starts GraphiQL on the address this page was opened at, subscriptions included. Logging in above
// it sends the session's token with every operation; tokens stay in this page's memory.
"use strict";

const FIRST = `# 管家 Guanjia
#
# Log in above, then ask. Behind the book on the left is the
# documentation; Ctrl-Space shows what can stand at the cursor.
# A token of your own goes into "Headers":
#   { "Authorization": "Bearer ..." }

{
  __typename
}
`;

const address = window.location.pathname;
const socket = new URL(address, window.location.href);
socket.protocol = socket.protocol.replace("http", "ws");

let session = null;

async function opened(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) {
    throw new Error(told.errors ? told.errors[0].message : answer.statusText);
  }
  return { ...told, until: Date.now() + (told.expiresIn - 30) * 1000 };
}

async function token() {
  if (session && Date.now() > session.until) {
    session = await opened("/auth/refresh", { refreshToken: session.refreshToken });
  }
  return session ? { Authorization: `Bearer ${session.accessToken}` } : {};
}

// One fetcher a call, so that a WebSocket carries the headers of that moment.
async function fetcher(parameters, options) {
  const headers = { ...(await token()), ...((options && options.headers) || {}) };
  const ask = GraphiQL.createFetcher({
    url: address,
    subscriptionUrl: socket.href,
    wsConnectionParams: headers,
  });
  return ask(parameters, { ...options, headers });
}

const root = ReactDOM.createRoot(document.getElementById("ide"));

function show() {
  root.render(
    React.createElement(GraphiQL, {
      key: session ? session.accessToken : "nobody", // another caller may see another schema
      fetcher,
      defaultQuery: FIRST,
      shouldPersistHeaders: false,
    }),
  );
}

const form = document.getElementById("login");
const state = document.getElementById("state");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = new FormData(form);
  try {
    session = await opened("/auth/login", {
      login: given.get("login"),
      password: given.get("password"),
    });
    state.textContent = `${given.get("login")} ✓ (${session.audience})`;
    form.elements.password.value = "";
    show();
  } catch (error) {
    state.textContent = error.message;
  }
});

show();
