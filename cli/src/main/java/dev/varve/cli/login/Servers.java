package dev.varve.cli.login;

/// Names of registries as they are typed.
final class Servers {
    private Servers() {}

    /// `host[:port]` of a URL or of a name with a path.
    static String host(String server) {
        int scheme = server.indexOf("://");
        String rest = scheme < 0 ? server : server.substring(scheme + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }
}
