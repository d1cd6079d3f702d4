// Loaded into each node of the demonstration before the program itself. The node's standard input is a pipe
// from the demonstration: when that ends in whatever way, even by SIGKILL, the pipe ends, and so does the node.
const leash = process.stdin;
leash.on('end', () => process.exit(1));
leash.on('error', () => process.exit(1));
leash.resume();
// It must not keep a node alive that has stopped by itself.
leash.unref();

export {};
