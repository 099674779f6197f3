package dev.varve.registry.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// Makes of a [TlsProfile] what the JDK's client wants.
public final class TlsContexts {
    /// Protects the entries of a key store that is in memory alone.
    private static final char[] IN_MEMORY = "in memory".toCharArray();

    private static final class OfSystem {
        static final List<X509Certificate> AUTHORITIES = SystemAuthorities.load();
    }

    private TlsContexts() {}

    /// Throws [dev.varve.error.StoreException.Failed] when one of the profile's files holds
    /// something else than it should.
    public static SSLContext of(TlsProfile profile) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(profile), trust(profile), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static TrustManager[] trust(TlsProfile profile)
            throws GeneralSecurityException, IOException {
        if (!profile.verify()) {
            return UnverifiedTls.managers();
        }
        KeyStore store = emptyStore();
        int count = 0;
        for (X509Certificate authority : OfSystem.AUTHORITIES) {
            store.setCertificateEntry("system-" + count++, authority);
        }
        for (PemText pem : profile.authorities()) {
            for (X509Certificate authority : PemBlocks.certificates(pem)) {
                store.setCertificateEntry("own-" + count++, authority);
            }
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(TlsProfile profile)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        int count = 0;
        for (TlsProfile.ClientPair pair : profile.clients()) {
            PrivateKey key = PemBlocks.key(pair.key());
            X509Certificate[] chain =
                    PemBlocks.certificates(pair.certificate()).toArray(X509Certificate[]::new);
            store.setKeyEntry("client-" + count++, key, IN_MEMORY, chain);
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, IN_MEMORY);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
