package dev.varve.daemon;

/// `varved` with a fake store, for tests that need a process.
final class FakeMain {
    private FakeMain() {}

    public static void main(String[] args) {
        System.exit(Launcher.run(args, config -> new FakeStore()));
    }
}
