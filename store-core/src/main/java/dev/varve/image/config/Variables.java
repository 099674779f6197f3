package dev.varve.image.config;

/// Environment variables as a config has them: `NAME=value`, or `NAME` alone.
final class Variables {
    private Variables() {}

    static String nameOf(String variable) {
        int equals = variable.indexOf('=');
        return equals < 0 ? variable : variable.substring(0, equals);
    }
}
