// Runs Python scripts of this project in Pyodide: node pyodide.mjs PYODIDE PROJECT FOLDER SCRIPT ...
// Each is told a file in FOLDER, its name with .json, which is the only place that it can write to for keeps.

import { readFileSync } from "node:fs";
import { basename } from "node:path";

const [pyodide, project, folder, ...scripts] = process.argv.slice(2);
const { loadPyodide } = await import(`${pyodide}/pyodide.mjs`);
const python = await loadPyodide({ indexURL: `${pyodide}/`, packages: ["numpy"] });
for (const [name, root] of [
  ["/project", project],
  ["/results", folder],
]) {
  python.FS.mkdirTree(name);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, name);
}
await python.runPythonAsync(`
import os, sys
sys.dont_write_bytecode = True
os.chdir("/project")
sys.path.insert(0, "/project")
`);
for (const script of scripts) {
  python.runPython(`sys.argv = ["script", "/results/${basename(script, ".py")}.json"]`);
  await python.runPythonAsync(readFileSync(script, "utf8"));
}
