// Starts `supervisor-lint server` for configurations of Supervisor.

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async () => {
  const command = vscode.workspace.getConfiguration("supervisor-lint").get("path");
  client = new LanguageClient(
    "supervisor-lint",
    "supervisor-lint",
    { command, args: ["server"] },
    {
      documentSelector: [
        { language: "supervisord", scheme: "file" },
        { language: "supervisord", scheme: "untitled" },
      ],
    },
  );
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(
      `${command} does not start (setting supervisor-lint.path): ${error.message}`,
    );
  }
};

exports.deactivate = () => client?.stop();
