package dev.varve.registry.tls;

import dev.varve.error.StoreException.Failed;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates and private keys in PEM (RFC 7468). Keys may be in PKCS #8, which is what the JDK
/// reads, or in the older forms of RSA and of elliptic curves, which are wrapped into it.
final class PemBlocks {
    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*+(?:-(?!----)[^-]*+)*+)-----END"
                            + " \\1-----");

    private PemBlocks() {}

    /// Every certificate of the text, in its order. Throws [Failed] when there is none.
    static List<X509Certificate> certificates(PemText pem) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Matcher block = BLOCK.matcher(pem.text());
            while (block.find()) {
                if (block.group(1).equals("CERTIFICATE")) {
                    byte[] der = decode(block.group(2));
                    found.add(
                            (X509Certificate)
                                    factory.generateCertificate(new ByteArrayInputStream(der)));
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(pem, "it holds something that is no certificate", e);
        }
        if (found.isEmpty()) {
            throw unusable(pem, "there is no certificate in PEM in it", null);
        }
        return found;
    }

    /// The first private key of the text. Throws [Failed] when there is none that can be read.
    static PrivateKey key(PemText pem) {
        Matcher block = BLOCK.matcher(pem.text());
        while (block.find()) {
            String kind = block.group(1);
            if (kind.equals("ENCRYPTED PRIVATE KEY")) {
                throw unusable(pem, "its private key is locked with a passphrase", null);
            }
            if (kind.endsWith("PRIVATE KEY")) {
                return key(pem, kind, block.group(2));
            }
        }
        throw unusable(pem, "there is no private key in PEM in it", null);
    }

    private static PrivateKey key(PemText pem, String kind, String body) {
        if (body.contains("Proc-Type")) {
            throw unusable(pem, "its private key is locked with a passphrase", null);
        }
        try {
            byte[] der = decode(body);
            byte[] pkcs8 =
                    switch (kind) {
                        case "RSA PRIVATE KEY" -> Der.rsaToPkcs8(der);
                        case "EC PRIVATE KEY" -> Der.ecToPkcs8(der);
                        default -> der;
                    };
            return ofAnyAlgorithm(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(pem, "its private key cannot be read", e);
        }
    }

    private static PrivateKey ofAnyAlgorithm(PKCS8EncodedKeySpec spec)
            throws GeneralSecurityException {
        GeneralSecurityException last = new GeneralSecurityException("no algorithm");
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw last;
    }

    private static byte[] decode(String body) {
        return Base64.getMimeDecoder().decode(body);
    }

    private static Failed unusable(PemText pem, String why, @Nullable Throwable cause) {
        return new Failed("cannot use " + pem.file() + ": " + why, cause);
    }
}
