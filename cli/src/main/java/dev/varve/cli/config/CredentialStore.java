package dev.varve.cli.config;

import dev.varve.cli.json.JsonIndent;
import dev.varve.cli.template.GoJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Keeps credentials where docker's client does: with the program that `config.json` names for the
/// registry, else in that file itself. What else the file says stays. It is replaced as a whole,
/// and only its owner may read it.
public final class CredentialStore {
    /// The key of Docker Hub.
    public static final String HUB = RegistryAuth.HUB_KEY;

    private final Path file;
    private final Map<String, String> environment;

    public CredentialStore(Map<String, String> environment) {
        this.file = DockerConfig.file(environment);
        this.environment = environment;
    }

    /// Where passwords end up in the clear, for a warning.
    public Path file() {
        return file;
    }

    /// Keeps a password, or the token that a registry gave for one.
    ///
    /// @return whether the password is in the file, in the clear
    public boolean store(String registry, String user, String password, String token)
            throws IOException {
        Map<?, ?> config = DockerConfig.read(file);
        String helper = RegistryAuth.helper(config, registry);
        Map<String, String> entry = new LinkedHashMap<>();
        if (helper.isEmpty()) {
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            entry.put("auth", Base64.getEncoder().encodeToString(pair));
            if (!token.isEmpty()) {
                entry.put("identitytoken", token);
            }
        } else {
            Map<String, String> credentials = new LinkedHashMap<>();
            credentials.put("ServerURL", registry);
            credentials.put("Username", token.isEmpty() ? user : "<token>");
            credentials.put("Secret", token.isEmpty() ? password : token);
            CredentialHelper.run(helper, "store", GoJson.write(credentials), environment);
        }
        save(config, registry, entry);
        return helper.isEmpty() && !password.isEmpty();
    }

    /// Forgets what is kept for a registry; nothing kept is no failure.
    public void erase(String registry) throws IOException {
        Map<?, ?> config = DockerConfig.read(file);
        String helper = RegistryAuth.helper(config, registry);
        if (!helper.isEmpty()) {
            CredentialHelper.run(helper, "erase", registry, environment);
        }
        if (config.get("auths") instanceof Map<?, ?> auths && auths.containsKey(registry)) {
            save(config, registry, null);
        }
    }

    private void save(Map<?, ?> config, String registry, @Nullable Map<String, String> entry)
            throws IOException {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        config.forEach((key, value) -> all.put((String) key, value));
        Map<String, @Nullable Object> auths = new LinkedHashMap<>();
        if (config.get("auths") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> auths.put((String) key, value));
        }
        if (entry == null) {
            auths.remove(registry);
        } else {
            auths.put(registry, entry);
        }
        all.put("auths", auths);
        write(JsonIndent.of(GoJson.write(all)));
    }

    private void write(String text) throws IOException {
        Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(target + " is in no directory");
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rw-------");
        Path temporary =
                Files.createTempFile(
                        directory,
                        target.getFileName().toString(),
                        "",
                        PosixFilePermissions.asFileAttribute(mine));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
