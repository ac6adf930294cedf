// Starts GraphiQL on the address this page was opened at, subscriptions included.
"use strict";

const FIRST = `# 管家 Guanjia. The documentation is behind the book on the left.
#
# Log in with a mutation, then put the token under "Headers" below:
#   { "Authorization": "Bearer ..." }

{
  __typename
}
`;

const address = window.location.pathname;
const socket = new URL(address, window.location.href);
socket.protocol = socket.protocol.replace("http", "ws");

// One fetcher a call, so that a WebSocket carries the headers of that moment.
function fetcher(parameters, options) {
  const headers = (options && options.headers) || {};
  return GraphiQL.createFetcher({
    url: address,
    subscriptionUrl: socket.href,
    wsConnectionParams: headers,
  })(parameters, options);
}

ReactDOM.createRoot(document.getElementById("ide")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: FIRST,
    defaultEditorToolsVisibility: "headers",
    shouldPersistHeaders: false, // tokens are not kept in the browser
  }),
);
