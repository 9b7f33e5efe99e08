"""Between the network and the app: connections, names that are ours, headers, codings, one log line. Nobody further in knows it."""
