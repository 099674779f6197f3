package dev.varve.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks a `docker-credential-<name>` program. It gets five seconds; one that hangs is ended.
final class CredentialHelper {
    private static final int SECONDS = 5;
    private static final int MAX_ANSWER = 1024 * 1024;

    private CredentialHelper() {}

    /// The program's answer as JSON: `{}` when it has nothing for the key.
    static String get(String name, String key, Map<String, String> environment) throws IOException {
        return run(name, "get", key, environment);
    }

    /// What the program answers to a verb and the input that belongs to it.
    static String run(String name, String verb, String key, Map<String, String> environment)
            throws IOException {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Character.isLetterOrDigit(c) && c != '-' && c != '_' && c != '.') {
                throw new IOException("that is no name of a program");
            }
        }
        ProcessBuilder builder = new ProcessBuilder("docker-credential-" + name, verb);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> talk(process, key));
        try {
            String text = answer.get(SECONDS, TimeUnit.SECONDS);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("it did not end within " + SECONDS + " s");
            }
            if (process.exitValue() == 0) {
                return text;
            }
            if (text.contains("credentials not found")) {
                return "{}";
            }
            throw new IOException("it failed with exit code " + process.exitValue());
        } catch (TimeoutException e) {
            throw new IOException("it did not answer within " + SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("cannot talk to it: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String talk(Process process, String key) {
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write(key.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // A program that ended without reading says the rest with its exit code.
            }
            try (InputStream out = process.getInputStream()) {
                return new String(out.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
