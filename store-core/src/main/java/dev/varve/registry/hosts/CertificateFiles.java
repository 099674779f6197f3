package dev.varve.registry.hosts;

import dev.varve.error.StoreException.Failed;
import dev.varve.registry.tls.PemText;
import dev.varve.registry.tls.TlsProfile;
import dev.varve.registry.tls.TlsProfile.ClientPair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Docker's way to trust a host: in its directory, `*.crt` are authorities, and each `*.cert` is a
/// client's certificate whose key is in the `*.key` of the same name.
final class CertificateFiles {
    private CertificateFiles() {}

    static TlsProfile read(Path directory) {
        List<PemText> authorities = new ArrayList<>();
        List<ClientPair> clients = new ArrayList<>();
        for (Path file : files(directory)) {
            String name = file.getFileName().toString();
            if (name.endsWith(".crt")) {
                authorities.add(PemText.read(file));
            } else if (name.endsWith(".cert")) {
                Path key = partner(file, ".cert", ".key");
                if (!Files.exists(key)) {
                    throw new Failed(
                            "missing key "
                                    + key
                                    + " for client certificate "
                                    + file
                                    + ". CA certificates must use the extension .crt",
                            null);
                }
                clients.add(new ClientPair(PemText.read(file), PemText.read(key)));
            } else if (name.endsWith(".key") && !Files.exists(partner(file, ".key", ".cert"))) {
                throw new Failed(
                        "missing client certificate "
                                + partner(file, ".key", ".cert")
                                + " for key "
                                + file,
                        null);
            }
        }
        return new TlsProfile(true, authorities, clients);
    }

    private static Path partner(Path file, String extension, String other) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - extension.length()) + other);
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new Failed("cannot read " + directory + ": " + e, e);
        }
    }
}
