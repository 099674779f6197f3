package dev.varve.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.spi.ToolProvider;

/// The distribution as `bin/build` makes it, with the real launchers, from what is on this test's
/// class path. There is no AOT cache, which only makes it faster.
record Distribution(Path home) {
    static Distribution in(Path home) throws IOException {
        Path cli = Files.createDirectories(home.resolve("lib/cli"));
        Path daemon = Files.createDirectories(home.resolve("lib/daemon"));
        Files.createDirectories(home.resolve("bin"));
        for (String name : List.of("varve", "image", "varved")) {
            program(Path.of("../bin/dist/launch"), home.resolve("bin").resolve(name));
        }
        program(Path.of("../bin/jdk25"), home.resolve("bin/jdk25"));
        program(Path.of("../bin/dist/namespace"), home.resolve("lib/namespace"));
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.isEmpty() && Files.exists(Path.of(entry))) {
                jar(Path.of(entry), daemon.resolve(++number + ".jar"));
            }
        }
        jar(of(Main.class), cli.resolve("cli.jar"));
        jar(of(dev.varve.api.ApiVersion.class), cli.resolve("store-core.jar"));
        jar(of(picocli.CommandLine.class), cli.resolve("picocli.jar"));
        jar(of(com.fasterxml.jackson.core.JsonFactory.class), cli.resolve("jackson-core.jar"));
        return new Distribution(home);
    }

    private static Path of(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private static void program(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void jar(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from)) {
            Files.copy(from, to);
        } else {
            ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
            int code =
                    jar.run(
                            System.out,
                            System.err,
                            "--create",
                            "--no-compress",
                            "--file=" + to,
                            "-C",
                            from.toString(),
                            ".");
            if (code != 0) {
                throw new IOException("jar cannot pack " + from);
            }
        }
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-r--r--"));
    }
}
