package dev.varve.registry.tls;

import dev.varve.error.StoreException.Failed;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// The authorities that the machine believes: those of the file that `update-ca-certificates` and
/// its like keep, so that a company's own authority counts here as it does for other programs, or
/// else those that come with the JDK. `SSL_CERT_FILE` names another file, as it does for programs
/// in Go and for OpenSSL.
final class SystemAuthorities {
    private static final Logger log = LoggerFactory.getLogger(SystemAuthorities.class);
    private static final List<Path> FILES =
            List.of(
                    Path.of("/etc/ssl/certs/ca-certificates.crt"),
                    Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
                    Path.of("/etc/ssl/ca-bundle.pem"),
                    Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
                    Path.of("/etc/ssl/cert.pem"));

    private SystemAuthorities() {}

    static List<X509Certificate> load() {
        String named = System.getenv("SSL_CERT_FILE");
        List<Path> files = named == null || named.isEmpty() ? FILES : List.of(Path.of(named));
        for (Path file : files) {
            if (Files.isReadable(file)) {
                try {
                    return PemBlocks.certificates(PemText.read(file));
                } catch (Failed e) {
                    log.warn("{}; the JDK's authorities are believed instead", e.getMessage());
                }
            }
        }
        return ofJdk();
    }

    private static List<X509Certificate> ofJdk() {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            List<X509Certificate> found = new ArrayList<>();
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    found.addAll(List.of(x509.getAcceptedIssuers()));
                }
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has authorities", e);
        }
    }
}
