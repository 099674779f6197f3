package dev.varve.daemon;

/// The program `varved`.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int code = Launcher.run(args, LocalStore::open);
        System.exit(code);
    }
}
