package dev.varve.daemon;

import dev.varve.daemon.log.LogProvider;

/// The program `varved`.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        LogProvider.name();
        int code = Launcher.run(args, LocalStore::open);
        System.exit(code);
    }
}
