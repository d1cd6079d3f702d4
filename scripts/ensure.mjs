// Answers: what has to happen before anything of this clone can run? The packages that package-lock.json names
// stand in node_modules/, and dist/ is what src/ compiles to. Each is done only when something has changed, so
// that a second start is quick. Plain JavaScript without packages: it runs before there are any.
//
// `node scripts/ensure.mjs` does both and ends.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's folder, whatever characters its path contains. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE = { major: 20, minor: 19 };

/** One message, in the language of the environment (as src/platform/language.ts chooses it). */
export function say(en, zh) {
  const env = process.env;
  const language = env.COCOASYNCER_LANG || env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  console.error(/^zh/i.test(language) ? zh : en);
}

/** @returns {boolean} whether `version` ("20.19.0") is one that CocoaSyncer runs on */
export function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor);
}

/** Ends the process with a message in both languages when this Node is too old. */
export function ensureNode() {
  if (isNodeNewEnough(process.versions.node)) return;
  const wanted = `${OLDEST_NODE.major}.${OLDEST_NODE.minor}`;
  console.error(
    `CocoaSyncer needs Node.js ${wanted} or newer; this is ${process.version}. Get it from https://nodejs.org\n` +
      `CocoaSyncer 需要 Node.js ${wanted} 或更高版本，当前为 ${process.version}。下载：https://nodejs.org`,
  );
  process.exit(1);
}

/**
 * Runs `npm ci` unless node_modules/ already holds what package-lock.json names.
 * @returns {Promise<boolean>} whether anything had to be done
 */
export async function ensureInstalled(root = ROOT) {
  if (isInstalled(root)) return false;
  say('Installing packages (only when they change) …', '正在安装依赖（仅在变化时）……');
  // NODE_ENV=production would leave out the compiler.
  await run(root, ...npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']), () =>
    say(
      'The packages could not be installed; npm says why above. Is the registry reachable? (`npm ping`)',
      '依赖安装失败，原因见上方 npm 输出。软件源能访问吗？（npm ping；可改用镜像：npm config set registry https://registry.npmmirror.com）',
    ),
  );
  return true;
}

/**
 * Whether npm's own record of what it installed agrees with package-lock.json. npm writes that record when it
 * has finished, so a broken installation counts as none.
 */
export function isInstalled(root = ROOT) {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return false;
  const wanted = readPackages(join(root, 'package-lock.json')) ?? {};
  const isSame = ([path, { version, optional, devOptional }]) =>
    installed[path] === undefined ? optional || devOptional : installed[path].version === version;
  const isKnown = (path) => wanted[path] !== undefined;
  return (
    Object.entries(wanted).every((entry) => entry[0] === '' || isSame(entry)) &&
    Object.keys(installed).every(isKnown)
  );
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/**
 * Compiles src/ into dist/ unless dist/ already stems from the present sources.
 * @returns {Promise<boolean>} whether anything had to be done
 */
export async function ensureBuilt(root = ROOT) {
  const dist = join(root, 'dist');
  const stamp = join(dist, '.built-from');
  const main = join(dist, 'main.js');
  const wanted = fingerprint(root);
  if (existsSync(main) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;

  say('Building (only when the sources change) …', '正在构建（仅在源码变化时）……');
  mkdirSync(dist, { recursive: true });
  // A build that is broken off must not look finished, and without its memory the compiler writes all files anew.
  rmSync(stamp, { force: true });
  rmSync(join(dist, '.tsbuildinfo'), { force: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(root, process.execPath, [compiler, '-p', join('config', 'tsconfig.build.json')], () =>
    say('The build failed; the compiler says where above.', '构建失败，位置见上方编译器输出。'),
  );
  removeLeftovers(join(root, 'src'), dist);
  chmodSync(main, 0o755);
  writeFileSync(stamp, wanted);
  return true;
}

/** Node new enough, packages installed, dist/ built. Works from any folder, and stays in it: paths given are relative to it. */
export async function ensureReady() {
  ensureNode();
  await ensureInstalled();
  await ensureBuilt();
}

/** Contents, not times: a checkout and a fresh clone of the same sources count as the same. */
function fingerprint(root) {
  const hash = createHash('sha256');
  const settings = ['package-lock.json', 'tsconfig.json', join('config', 'tsconfig.build.json')];
  for (const path of [...settings, ...filesUnder(join(root, 'src')).map((file) => relative(root, file))]) {
    hash.update(path.split(sep).join('/')).update('\0');
    hash.update(readFileSync(join(root, path))).update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)],
    )
    .sort();
}

/** The compiler never removes what a deleted source once became. */
function removeLeftovers(src, dist) {
  const compiled = filesUnder(dist).filter((file) => file.endsWith('.js'));
  for (const file of compiled) {
    if (!existsSync(join(src, `${relative(dist, file).slice(0, -'.js'.length)}.ts`))) rmSync(file);
  }
}

/** npm as it was started, else the one on the path. @returns {[string, string[]]} */
function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.[cm]?js$/.test(cli)) return [process.execPath, [cli, ...args]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}

/**
 * Runs a program to its end, on standard error; ends this process when it fails or is interrupted, and takes it
 * along when this process is told to stop.
 */
function run(root, program, args, onFailure) {
  // Windows runs npm.cmd through its shell only.
  const shell = program.endsWith('.cmd');
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 2, 2], shell });
  const pass = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.on(signal, pass);
  return new Promise((resolve) => {
    const end = (code, signal) => {
      for (const each of signals) process.off(each, pass);
      if (code === 0) return resolve();
      if (signal === null) onFailure();
      process.exit(signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1);
    };
    child.on('error', (error) => {
      console.error(error.message);
      end(1, null);
    });
    child.on('exit', end);
  });
}

const isCalledItself = realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url);
if (isCalledItself) await ensureReady();
